/**
 * A server that answers at once, except that it answers nothing for one second in every ten: what comes then waits until
 * the stall is over. The stalls follow the clock alone, whatever arrives, so the waiting can be computed (stall-truth.ts).
 * It knows no more of HTTP than where a request without a body ends, so that what has waited is answered within milliseconds.
 */
import { createServer, type Socket } from 'node:net';
import { EVERY_MS, STALL_MS } from './stall-truth.ts';

const BODY = '{"id":1,"name":"Ada Lovelace","active":true}';
const ANSWER = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
const END = '\r\n\r\n';
const startMs = performance.now();
const waiting: Socket[] = [];

/** How far into its period the clock is; a period ends with its stall. */
const phaseMs = (): number => (performance.now() - startMs) % EVERY_MS;

const server = createServer({ noDelay: true }, (socket) => {
  let heard = '';
  socket.setEncoding('latin1').on('error', () => socket.destroy());
  socket.on('data', (text: string) => {
    heard += text;
    for (let end = heard.indexOf(END); end >= 0; end = heard.indexOf(END)) {
      heard = heard.slice(end + END.length);
      if (phaseMs() < EVERY_MS - STALL_MS) socket.write(ANSWER);
      else if (waiting.push(socket) === 1) setTimeout(release, EVERY_MS - phaseMs());
    }
  });
});
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 });

/** Timers may be a millisecond early. */
function release(): void {
  while (phaseMs() >= EVERY_MS - STALL_MS);
  for (const socket of waiting.splice(0)) socket.write(ANSWER);
}
