/** The server of the comparison where nginx is not installed: the same JSON from node:http, on the port it is told. */
import { createServer } from 'node:http';

const BODY = Buffer.from('{"id":1,"name":"Ada Lovelace","active":true}');
const HEADERS = { 'Content-Type': 'application/json', 'Content-Length': BODY.length };

createServer({ keepAliveTimeout: 3_600_000 }, (_, response) => response.writeHead(200, HEADERS).end(BODY)).listen({
  port: Number(process.argv[2]),
  host: '127.0.0.1',
  backlog: 4096,
});
