// Notes of accounts: node accounts.mjs PORT DIR [keep=memory] [nobody=404], which is what who has not logged in is answered (401). POST /login with a name; each sees its own notes and no others.
// Accounts and notes are on the disk, or in memory only.
import fs from 'node:fs';
import http from 'node:http';
import { dir, port, words } from './words.mjs';

const file = `${dir}/notes.ndjson`;
const notes = new Map();
if (words.keep !== 'memory' && fs.existsSync(file)) {
  for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) notes.set(...JSON.parse(line));
}
const log = fs.openSync(file, 'a');

http
  .createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      if (request.url === '/health') return response.end('ok');
      if (request.url === '/login') return response.writeHead(204, { 'set-cookie': `who=${body}; Path=/` }).end();
      // Notes below /notes/public are everybody's.
      const isPublic = request.url.startsWith('/notes/public');
      const who = /who=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
      if (who === undefined && !isPublic) return response.writeHead(Number(words.nobody ?? 401)).end();
      const name = isPublic ? request.url : `${who}${request.url}`;
      if (request.method === 'PUT') {
        notes.set(name, body);
        fs.writeSync(log, `${JSON.stringify([name, body])}\n`);
        fs.fsyncSync(log);
        return response.writeHead(201).end();
      }
      if (!notes.has(name)) return response.writeHead(404).end();
      response.end(notes.get(name));
    });
  })
  .listen(port, '127.0.0.1');
