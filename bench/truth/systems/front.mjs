// One of several instances that keep nothing: node front.mjs PORT DIR back=PORT. Hands everything on to the store at that port.
import http from 'node:http';
import { port, words } from './words.mjs';

const back = Number(words.back);
const agent = new http.Agent({ keepAlive: true });

http
  .createServer((request, response) => {
    if (request.url === '/health' || back === port) return response.end('ok');
    const { method, url: path, headers } = request;
    const asked = http.request({ host: '127.0.0.1', port: back, method, path, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', () => response.headersSent || response.writeHead(502).end());
    request.pipe(asked);
  })
  .listen(port, '127.0.0.1');
