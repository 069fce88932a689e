// WebSocket and server-sent events: node talk.mjs PORT DIR [size=BYTES] [hang=1] [fail-every=N]. Echoes what it is told.
import http from 'node:http';
import { WebSocketServer } from 'ws';
import { port, words } from './words.mjs';

const big = 'x'.repeat(Number(words.size ?? 2));
let count = 0;
const server = http.createServer((request, response) => {
  if (request.url !== '/events') return response.end('ok');
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(`data: ${big}\n\ndata: end\n\n`);
});
new WebSocketServer({ server }).on('connection', (socket) => {
  socket.on('message', (message) => {
    count++;
    if (words.hang && count > 20) return;
    if (words['fail-every'] && count % Number(words['fail-every']) === 0) return socket.terminate();
    socket.send(words.size ? big : String(message));
  });
});
server.listen(port, '127.0.0.1');
