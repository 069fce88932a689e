// Documents of tenants: node tenants.mjs PORT DIR [isolation=WAY]. The tenant is named by the header `who`; documents are
// /TENANT/ID. Isolated are `all`, `none`, `most` (everybody but cat's documents), `nothing` (a stranger is given an empty list), or
// nobody gets in (`shut`).
import http from 'node:http';
import { port, words } from './words.mjs';

const isolation = words.isolation ?? 'all';
const documents = new Set();
let count = 0;
let last = '';
let first;

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
    if (!allowed(request.headers.who, owner)) return response.writeHead(isolation === 'nothing' ? 200 : 403).end('[]');
    if (request.method === 'PUT') {
      documents.add(request.url);
      return response.writeHead(201).end();
    }
    if (!documents.has(request.url)) return response.writeHead(404).end();
    // `first`: who asks first is given to all, as by a cache without the tenant in its key.
    first ??= `secret of ${owner}`;
    if ('first' in words) return response.end(first);
    // `mix=20`: each twentieth gets the answer of the one before. `alike`: all are given the same.
    const mine = 'alike' in words ? 'a profile like all' : `secret of ${owner}`;
    const mixed = 'mix' in words && ++count % Number(words.mix) === 0 ? last : mine;
    last = mine;
    response.end(mixed);
  })
  .listen(port, '127.0.0.1');
