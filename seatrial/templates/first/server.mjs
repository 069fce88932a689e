// A small service to try Seatrial on: notes that survive a crash, because each is on disk before it is acknowledged.
// Replace it with your own system: change `command` in trial.ts.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [port, folder] = process.argv.slice(2);
const file = join(folder, 'notes.ndjson');
const notes = new Map(
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [],
);
const log = openSync(file, 'a');
process.on('exit', () => closeSync(log));

createServer((request, response) => {
  const id = request.url.split('/')[2];
  if (request.url === '/health') return response.end('ok');
  if (request.method === 'PUT') {
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      writeSync(log, `${JSON.stringify([id, text])}\n`);
      fsyncSync(log);
      notes.set(id, text);
      response.writeHead(201).end();
    });
    return;
  }
  if (!notes.has(id)) return response.writeHead(404).end();
  response.end(notes.get(id));
}).listen(Number(port), '127.0.0.1');
