// Legal and unusual answers over HTTP/2: node wire.mjs PORT DIR [fields=N] [cut=1]. Takes bodies of any
// size; `cut` ends each body in its middle, by RST_STREAM(NO_ERROR).
import http2 from 'node:http2';
import { port, words } from './words.mjs';

const extra = Object.fromEntries(
  Array.from({ length: Number(words.fields ?? 0) }, (_, i) => [`x-field-${i}`, 'value']),
);
http2
  .createServer({ maxSessionMemory: 1000, settings: { initialWindowSize: 1 << 20 } }, (request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, extra);
      if (words.cut) response.write('o', () => response.stream.close(0));
      else response.end('ok');
    });
  })
  .listen(port, '127.0.0.1');
