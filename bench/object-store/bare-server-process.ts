/** What node:http does by itself: on the port it is told, it answers every request with as many bytes as it is told, from memory. */
import { createServer } from 'node:http';

const [port, bytes] = process.argv.slice(2).map(Number);
const body = Buffer.alloc(bytes ?? 0, 'seatrial');
const headers = { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length };

createServer((_, response) => response.writeHead(200, headers).end(body)).listen(port, '127.0.0.1');
