/** Hashes what it is sent and gives `GET /N` N bytes, the first MiB of zeros, the second of ones...; holds none of it. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';

const MIB = 1024 * 1024;

function* content(size) {
  for (let i = 0, left = size; left > 0; i++, left -= MIB) yield Buffer.alloc(Math.min(MIB, left), i);
}

const server = createServer(async (asked, answer) => {
  const size = Number.parseInt(asked.url.slice(1), 10);
  if (asked.method === 'GET') {
    if (!asked.url.endsWith('chunked')) answer.setHeader('content-length', size);
    Readable.from(content(size)).pipe(answer);
    return;
  }
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of asked) {
    bytes += piece.length;
    hash.update(piece);
  }
  const framing = asked.headers['content-length'] ?? asked.headers['transfer-encoding'];
  answer.end(JSON.stringify({ bytes, hash: hash.digest('hex'), framing }));
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
