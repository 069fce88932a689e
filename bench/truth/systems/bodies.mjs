// A web server whose answers have a head, and a body that may never come: node bodies.mjs PORT DIR. What is asked for says which.
import http from 'node:http';
import { port } from './words.mjs';

function answer(request, response) {
  const [path] = request.url.split('?');
  if (path === '/never') return;
  if (path === '/slow') return setTimeout(() => response.end('ok'), 40);
  if (path === '/half') return response.write('abc');
  if (path === '/rpc') return request.once('data', (body) => (String(body) === 'ping' ? response.end('pong') : null));
  if (path === '/big') return response.end(Buffer.alloc(1_000_000));
  if (path === '/events') return response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  if (path !== '/hang' && path !== '/cut') return response.end('ok');
  response.writeHead(200, { 'content-length': 10 }).write('abc');
  if (path === '/cut') setTimeout(() => response.destroy(), 5);
}

http.createServer(answer).listen(port, '127.0.0.1');
