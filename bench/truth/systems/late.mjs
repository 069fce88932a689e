// A store of two instances: node late.mjs PORT DIR one=URL two=URL. Each keeps all in memory, and has what the other took 400 ms later.
import http from 'node:http';
import { port, words } from './words.mjs';

const LATE_MS = 400;
const values = new Map();
const other = words.one.endsWith(`:${port}`) ? words.two : words.one;

http
  .createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      if (request.url === '/health') return response.end('ok');
      if (request.method === 'PUT') {
        values.set(request.url, body);
        const copy = () =>
          fetch(other + request.url, { method: 'PUT', body, headers: { copy: 'yes' } }).catch(() => {});
        if (!request.headers.copy) setTimeout(copy, LATE_MS);
        return response.writeHead(201).end();
      }
      if (!values.has(request.url)) return response.writeHead(404).end();
      response.end(values.get(request.url));
    });
  })
  .listen(port, '127.0.0.1');
