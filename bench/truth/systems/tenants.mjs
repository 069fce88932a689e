// Documents of tenants: node tenants.mjs PORT DIR [isolation=WAY]. The tenant is named by the header `who`; documents are
// /TENANT/ID. Isolated are `all`, `none`, `most` (everybody but cat's documents), or nobody gets in (`shut`).
import http from 'node:http';
import { port, words } from './words.mjs';

const isolation = words.isolation ?? 'all';
const documents = new Set();

function allowed(who, owner) {
  if (isolation === 'shut') return false;
  if (isolation === 'none' || who === owner) return true;
  return isolation === 'most' && owner === 'cat';
}

http
  .createServer((request, response) => {
    request.resume();
    if (request.url === '/health') return response.end('ok');
    const [, owner] = request.url.split('/');
    if (!allowed(request.headers.who, owner)) return response.writeHead(403).end();
    if (request.method === 'PUT') {
      documents.add(request.url);
      return response.writeHead(201).end();
    }
    if (!documents.has(request.url)) return response.writeHead(404).end();
    response.end(`secret of ${owner}`);
  })
  .listen(port, '127.0.0.1');
