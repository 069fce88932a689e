// A store of keys and values by PUT, GET and DELETE: node store.mjs PORT DIR [keep=WAY] [answers=WAY] [lag=MS].
// Of every `accepts=N` writes all but one are answered 202 and forgotten; `missing=null`, `page` or `204` answers what is not there.
// Kept `file` (each write synced, the default), `memory`, `late` (written every 700 ms), `no-deletes`, `half` (every second).
import fs from 'node:fs';
import http from 'node:http';
import { dir, isRestarted, port, words } from './words.mjs';

const restarted = isRestarted();
const keep = words.keep ?? 'file';
const answers = words.answers ?? 'values';
const accepts = Number((restarted && words['again-accepts']) || words.accepts || 1);
const lagMs = Number(words.lag ?? 0);
const file = `${dir}/store.ndjson`;
const main = new Map();
const replica = new Map();
let count = 0;
let waiting = '';

if (keep !== 'memory' && fs.existsSync(file)) {
  for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) apply(...JSON.parse(line), 0);
}
const log = fs.openSync(file, 'a');
if (keep === 'late') setInterval(flush, 700);

function flush() {
  fs.writeSync(log, waiting);
  waiting = '';
}

function apply(key, value, ms) {
  for (const [map, delayMs] of [
    [main, 0],
    [replica, ms],
  ]) {
    const change = () => (value === null ? map.delete(key) : map.set(key, value));
    if (delayMs === 0) change();
    else setTimeout(change, delayMs);
  }
}

function write(key, value) {
  const line = `${JSON.stringify([key, value])}\n`;
  const skipped =
    keep === 'memory' || (keep === 'no-deletes' && value === null) || (keep === 'half' && ++count % 2 === 0);
  if (keep === 'late') waiting += line;
  else if (!skipped) {
    fs.writeSync(log, line);
    fs.fsyncSync(log);
  }
  apply(key, value, lagMs);
}

function put(key, value, response) {
  if (answers === 'refuses-half' && ++count % 2 === 0) return json(response, { errors: ['no'] });
  if (answers === 'refuses-all') return json(response, { errors: ['no'] });
  if (answers === 'fails-but-writes') {
    write(key, value);
    return response.writeHead(500).end('no');
  }
  if (answers === 'refuses-but-writes') {
    write(key, value);
    return response.writeHead(409).end('no');
  }
  if (accepts > 1 && ++count % accepts !== 0) return response.writeHead(202).end();
  write(key, value);
  response.statusCode = Number(words['put-status'] ?? 200);
  json(response, { data: key });
}

function get(key, response) {
  if (answers === 'no-reads' || (answers === 'no-reads-again' && restarted)) return response.writeHead(500).end('no');
  if (!replica.has(key) && words.missing === 'null') return json(response, null);
  if (!replica.has(key) && words.missing === 'page') return response.end('<html>the application</html>');
  if (!replica.has(key)) return response.writeHead(Number(words.missing ?? 404)).end();
  if (answers === 'garbage') return response.end(`garbage ${Math.random()}`);
  response.end(replica.get(key));
}

function json(response, value) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

http
  .createServer((request, response) => {
    const key = request.url.slice(1);
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      if (key === 'health') return response.end('ok');
      if (request.method === 'PUT') return put(key, body, response);
      if (request.method === 'GET') return get(key, response);
      write(key, null);
      response.writeHead(204).end();
    });
  })
  .listen(port, '127.0.0.1');
