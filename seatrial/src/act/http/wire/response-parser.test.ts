import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { PassingBody } from './body-sink.ts';
import { ResponseParser } from './response-parser.ts';

const LIMIT_BYTES = 1000;

interface Reading {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

interface Sample {
  bytes: Buffer;
  method: 'GET' | 'HEAD';
}

/** What our parser makes of `bytes` handed over in the given pieces, then the end of the connection. */
function parse(
  pieces: readonly Buffer[],
  method: string,
  parser = new ResponseParser(LIMIT_BYTES),
  into: PassingBody | null = null,
): Reading | string {
  parser.begin(method === 'HEAD', into);
  for (const piece of pieces) {
    // The same memory every time, overwritten afterwards: whatever the parser keeps must be its own copy.
    const shared = Buffer.concat([piece, Buffer.alloc(3, 0x58)]);
    parser.feed(shared, piece.length);
    shared.fill(0x58);
  }
  parser.end();
  if (parser.failed) return 'refused';
  if (!parser.done || parser.head === null) return 'cut off';
  return { status: parser.head.status, headers: { ...parser.head.headers }, body: parser.body };
}

function cutAt(bytes: Buffer, at: number): Buffer[] {
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

function cutEverywhere(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

const fieldName = fc.constantFrom(
  'X-Id',
  'Set-Cookie',
  'set-cookie',
  'ETag',
  'constructor',
  '__proto__',
  'x!#$%&*+.^_|~',
);
const visible = fc.integer({ min: 0x21, max: 0xff }).filter((code) => code !== 0x7f);
const text = fc.array(fc.oneof(visible, fc.constantFrom(0x20, 0x09)), { maxLength: 12 }).map((codes) => {
  return String.fromCharCode(...codes).replace(/^[ \t]+|[ \t]+$/g, '');
});
const blank = fc.constantFrom('', ' ', '\t', '  ');
const fields = fc
  .array(fc.tuple(fieldName, blank, text, blank), { maxLength: 8 })
  .map((all) => all.map(([name, left, value, right]) => `${name}:${left}${value}${right}\r\n`).join(''));
const interim = fc.array(
  fc.constantFrom('HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
  {
    maxLength: 2,
  },
);
const chunk = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.constantFrom('', ';a', ';a="b c"', ';x=1'));

/** Framing headers, and the bytes that follow the head. */
const framing = fc.oneof(
  fc
    .uint8Array({ maxLength: 60 })
    .map((body) => ({ head: `Content-Length: ${body.length}\r\n`, body: Buffer.from(body) })),
  fc.uint8Array({ maxLength: 60 }).map((body) => ({ head: '', body: Buffer.from(body) })),
  fc
    .tuple(fc.array(chunk, { maxLength: 5 }), fc.constantFrom('', 'X-Sum: 1\r\n', 'A: b\r\nC: d\r\n'), fc.boolean())
    .map(([chunks, trailer, upper]) => {
      const parts = chunks.flatMap(([data, extension]) => {
        const size = data.length.toString(16);
        return [
          Buffer.from(`${upper ? size.toUpperCase() : `${'0'.repeat(40)}${size}`}${extension}\r\n`),
          data,
          Buffer.from('\r\n'),
        ];
      });
      return {
        head: 'Transfer-Encoding: Chunked\r\n',
        body: Buffer.concat([...parts, Buffer.from(`0\r\n${trailer}\r\n`)]),
      };
    }),
);

const sample: fc.Arbitrary<Sample> = fc
  .record({
    method: fc.constantFrom<'GET' | 'HEAD'>('GET', 'GET', 'HEAD'),
    status: fc.constantFrom(200, 201, 204, 301, 304, 404, 500, 599, 999),
    reason: text,
    interim,
    fields,
    more: fields,
    framing,
  })
  .map(({ method, status, reason, interim: first, fields: some, more, framing: { head, body } }) => {
    const bodiless = method === 'HEAD' || status === 204 || status === 304;
    const heads = `${first.join('')}HTTP/1.1 ${status} ${reason}\r\n${some}${head}${more}\r\n`;
    return { method, bytes: Buffer.concat([Buffer.from(heads, 'latin1'), bodiless ? Buffer.alloc(0) : body]) };
  });

describe('the parser and node:http read the same from the same bytes', () => {
  let server: Server;
  let answer: Buffer = Buffer.alloc(0);

  before(async () => {
    server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(answer)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => server.close());

  function readWithNode({ bytes, method }: Sample): Promise<Reading> {
    answer = bytes;
    return new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const asked = request({ host: '127.0.0.1', port, method, agent: false }, async (response) => {
        const headers: Record<string, string> = Object.create(null);
        for (let at = 0; at < response.rawHeaders.length; at += 2) {
          const name = String(response.rawHeaders[at]).toLowerCase();
          const value = String(response.rawHeaders[at + 1]);
          headers[name] = name in headers ? `${headers[name]}${name === 'set-cookie' ? '\n' : ', '}${value}` : value;
        }
        const body = Buffer.concat(await response.toArray());
        resolve({ status: response.statusCode ?? 0, headers: { ...headers }, body });
      });
      asked.on('error', reject).end();
    });
  }

  test('whole, byte by byte, and cut at every boundary', async () => {
    const check = fc.asyncProperty(sample, async (one) => {
      const expected = await readWithNode(one);
      assert.deepEqual(parse([one.bytes], one.method), expected);
      assert.deepEqual(parse(cutEverywhere(one.bytes), one.method), expected);
      for (let at = 1; at < one.bytes.length; at++) assert.deepEqual(parse(cutAt(one.bytes, at), one.method), expected);
    });
    await fc.assert(check, { numRuns: 150 });
  });
});

test('a body that passes by is the body that would have been kept, however it is framed and cut', () => {
  const whole = new ResponseParser(LIMIT_BYTES);
  const passing = new ResponseParser(0);
  const check = fc.property(sample, ({ bytes, method }) => {
    const kept = parse([bytes], method, whole);
    assert.ok(typeof kept !== 'string');
    if (kept.status >= 300) return;
    for (const pieces of [[bytes], cutEverywhere(bytes)]) {
      const into = new PassingBody('sha256');
      assert.deepEqual(parse(pieces, method, passing, into), { ...kept, body: Buffer.alloc(0) });
      assert.equal(into.length, kept.body.length);
      assert.equal(into.digest(), createHash('sha256').update(kept.body).digest('hex'));
    }
  });
  fc.assert(check);
});

test('one parser reads a sequence of responses as fresh parsers would', () => {
  const check = fc.property(fc.array(sample, { minLength: 2, maxLength: 5 }), fc.nat(), (all, cut) => {
    const parser = new ResponseParser(LIMIT_BYTES);
    for (const { bytes, method } of all) {
      const pieces = cutAt(bytes, cut % (bytes.length + 1));
      assert.deepEqual(parse(pieces, method, parser), parse([bytes], method));
    }
  });
  fc.assert(check, { numRuns: 100 });
});

test('a head that comes again is read as at first, and one that differs in a byte is not taken for it', () => {
  const response = (etag: string): Buffer =>
    Buffer.from(`HTTP/1.1 200 OK\r\nETag: ${etag}\r\nContent-Length: 2\r\n\r\nhi`);
  const [first, other] = [response('a'), response('b')];
  const parser = new ResponseParser(LIMIT_BYTES);
  for (const bytes of [first, other])
    for (let at = 0; at <= bytes.length; at++) {
      parse([first], 'GET', parser);
      const expected = parse([bytes], 'GET', new ResponseParser(LIMIT_BYTES));
      assert.deepEqual(parse(cutAt(bytes, at), 'GET', parser), expected, `cut at ${at}`);
      parse([first], 'GET', parser);
      const ofHead = parse(cutAt(bytes.subarray(0, -2), at), 'HEAD', parser) as Reading;
      assert.deepEqual(ofHead, { ...(expected as Reading), body: Buffer.alloc(0) }, `HEAD cut at ${at}`);
    }
});

test('a response that ends early is never taken for a whole one', () => {
  const check = fc.property(sample, fc.nat(), ({ bytes, method }, cut) => {
    const parser = new ResponseParser(LIMIT_BYTES);
    parser.begin(method === 'HEAD');
    const part = bytes.subarray(0, cut % bytes.length);
    parser.feed(part, part.length);
    assert.equal(parser.failed, false);
    assert.equal(parser.done, false);
  });
  fc.assert(check, { numRuns: 300 });
});

test('no bytes make it throw, hang or read past a limit', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(sample, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([{ bytes }, at, wrong]) => {
      const broken = Buffer.from(bytes);
      broken.set(wrong.subarray(0, broken.length - (at % broken.length)), at % broken.length);
      return broken;
    }),
  );
  const check = fc.property(noise, (bytes) => {
    const whole = parse([bytes], 'GET');
    assert.deepEqual(parse(cutEverywhere(bytes), 'GET'), whole);
    if (typeof whole !== 'string') assert.ok(whole.body.length <= LIMIT_BYTES);
  });
  fc.assert(check, { numRuns: 300 });
});

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

const refused: Record<string, string> = {
  'not HTTP': 'SSH-2.0-OpenSSH\r\n\r\n',
  'HTTP/2': 'HTTP/2.0 200 OK\r\n\r\n',
  'no status': 'HTTP/1.1 OK\r\n\r\n',
  'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
  'a status below 100': 'HTTP/1.1 099 OK\r\n\r\n',
  'a NUL in the status line': 'HTTP/1.1 200 O\0K\r\n\r\n',
  'a NUL in a header': `${OK}A: b\0c\r\n\r\n`,
  'a bare carriage return in a header': `${OK}A: b\rX: c\r\n\r\n`,
  'lines that end in a bare line feed': 'HTTP/1.1 200 OK\n\n',
  'one line that ends in a bare line feed': `${OK}A: b\nContent-Length: 0\r\n\r\n`,
  'an empty line first': `\r\n${OK}Content-Length: 0\r\n\r\n`,
  'a folded line before any header': `${OK} A: b\r\nContent-Length: 0\r\n\r\n`,
  'a name that is folded': `${OK}A\r\n : b\r\nContent-Length: 0\r\n\r\n`,
  'a length that is folded in its middle': `${OK}Content-Length: 1\r\n 0\r\n\r\n0123456789`,
  'a trailer that begins with a fold': `${CHUNKED}0\r\n A: b\r\n\r\n`,
  'a space before a colon': `${OK}Content-Length : 0\r\n\r\n`,
  'a header without a name': `${OK}: b\r\n\r\n`,
  'a line without a colon': `${OK}nonsense\r\n\r\n`,
  'length and chunked': `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'chunked and length': `${OK}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  'two lengths': `${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`,
  'a list of lengths that differ': `${OK}Content-Length: 5, 6\r\n\r\nabcdef`,
  'a list of lengths with a hole': `${OK}Content-Length: 5,\r\n\r\nabcde`,
  'a list of lengths of which one is none': `${OK}Content-Length: 5, 5x\r\n\r\nabcde`,
  'a list of lengths and another length': `${OK}Content-Length: 5, 5\r\nContent-Length: 6\r\n\r\nabcdef`,
  'a negative length': `${OK}Content-Length: -1\r\n\r\n`,
  'a signed length': `${OK}Content-Length: +5\r\n\r\nabcde`,
  'an empty length': `${OK}Content-Length:\r\n\r\n`,
  'a length beyond any number': `${OK}Content-Length: 99999999999999999999\r\n\r\n`,
  'a length beyond the limit': `${OK}Content-Length: ${LIMIT_BYTES + 1}\r\n\r\n`,
  'chunked twice': `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'another coding': `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  'chunked in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  '101 unasked': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n',
  'a chunk without a size': `${CHUNKED}\r\nabc\r\n0\r\n\r\n`,
  'a chunk size that is no number': `${CHUNKED}xyz\r\nabc\r\n0\r\n\r\n`,
  'a chunk size with 0x': `${CHUNKED}0x3\r\nabc\r\n0\r\n\r\n`,
  'a negative chunk size': `${CHUNKED}-3\r\nabc\r\n0\r\n\r\n`,
  'a chunk size with a space and no extension': `${CHUNKED}3 \r\nabc\r\n0\r\n\r\n`,
  'a chunk size with too many zeros': `${CHUNKED}${'0'.repeat(65)}3\r\nabc\r\n0\r\n\r\n`,
  'a chunk size beyond any number': `${CHUNKED}ffffffffffffffff\r\n`,
  'a chunk size beyond the limit': `${CHUNKED}fffff\r\n`,
  'chunks that together exceed the limit': `${CHUNKED}${`1f4\r\n${'x'.repeat(500)}\r\n`.repeat(3)}0\r\n\r\n`,
  'a chunk longer than its size': `${CHUNKED}3\r\nabcd\r\n0\r\n\r\n`,
  'a chunk line with a bare line feed': `${CHUNKED}3\nabc\n0\n\n`,
  'a chunk extension with a bare line feed': `${CHUNKED}3;a\nabc\r\n0\r\n\r\n`,
  'a trailer that is no header': `${CHUNKED}0\r\nnonsense\r\n\r\n`,
  'a trailer with a bare line feed': `${CHUNKED}0\r\nA: b\n\r\n\r\n`,
  'headers without end': `${OK}${'A: 0123456789\r\n'.repeat(20_000)}`,
  'a header line without end': `${OK}A: ${'x'.repeat(270_000)}`,
  'interim responses without end': 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(12_000),
  'a chunk extension without end': `${CHUNKED}1;${'x'.repeat(70_000)}`,
  'trailers without end': `${CHUNKED}0\r\n${'A: 0123456789\r\n'.repeat(5000)}`,
  'a body until close beyond the limit': `${OK}\r\n${'x'.repeat(LIMIT_BYTES + 1)}`,
};

for (const [what, answer] of Object.entries(refused)) {
  test(`refuses ${what}, however it is cut`, () => {
    const bytes = Buffer.from(answer, 'latin1');
    assert.equal(parse([bytes], 'GET'), 'refused');
    assert.equal(parse(cutEverywhere(bytes), 'GET'), 'refused');
    if (bytes.length > 2000) return;
    for (let at = 1; at < bytes.length; at++) assert.equal(parse(cutAt(bytes, at), 'GET'), 'refused');
  });
}

test('folded lines are read with blanks for the fold, and a list of one length as that length', () => {
  const read: readonly [answer: string, headers: object][] = [
    [
      `${OK}A: b\r\n c\r\n\td\r\nB:\r\n e\r\nContent-Length: 2\r\n\r\nab`,
      { a: 'b   c  \td', b: 'e', 'content-length': '2' },
    ],
    [`${OK}A: b\r\n \r\nContent-Length:\r\n 2\r\n\r\nab`, { a: 'b', 'content-length': '2' }],
    [`${OK}Content-Length: 2, 2,2\r\n\r\nab`, { 'content-length': '2, 2,2' }],
    [`${OK}Content-Length: 2, 02\r\nContent-Length: 2\r\n\r\nab`, { 'content-length': '2, 02, 2' }],
  ];
  for (const [answer, headers] of read) {
    const bytes = Buffer.from(answer);
    const cuts = Array.from({ length: bytes.length - 1 }, (_, at) => cutAt(bytes, at + 1));
    for (const pieces of [[bytes], [bytes], cutEverywhere(bytes), ...cuts]) {
      const parser = new ResponseParser(LIMIT_BYTES);
      assert.deepEqual(parse(pieces, 'GET', parser), { status: 200, headers, body: Buffer.from('ab') }, answer);
      assert.equal(parser.reusable, true);
    }
  }
});

test('folded trailers are read with blanks for the fold', () => {
  const parser = new ResponseParser(LIMIT_BYTES);
  const bytes = Buffer.from(`${CHUNKED}0\r\nA: b\r\n c\r\n\r\n`);
  assert.notEqual(parse(cutEverywhere(bytes), 'GET', parser), 'refused');
  assert.equal(parser.trailer, 'A: b   c\r\n\r\n');
});

test('a chunk size may be padded with zeros, and white space may come before its extension', () => {
  for (const size of ['3 ;a=b', '3\t; x', `${'0'.repeat(60)}3`]) {
    const bytes = Buffer.from(`${CHUNKED}${size}\r\nabc\r\n0\r\n\r\n`);
    for (const pieces of [[bytes], cutEverywhere(bytes)]) {
      const read = parse(pieces, 'GET');
      assert.equal(read === 'refused' ? read : String((read as { body: Buffer }).body), 'abc', size);
    }
  }
});

test('garbage is refused at its first bytes, without waiting for a line', () => {
  const parser = new ResponseParser(LIMIT_BYTES);
  parser.begin(false);
  parser.feed(Buffer.from('\x16\x03'), 2);
  assert.equal(parser.problem, 'the answer is not HTTP/1');
});

const reuse: Record<string, [answer: string, reusable: boolean]> = {
  'HTTP/1.1': [`${OK}Content-Length: 0\r\n\r\n`, true],
  'HTTP/1.1 with close': [`${OK}Connection: Close\r\nContent-Length: 0\r\n\r\n`, false],
  'HTTP/1.1 with close in a list': [`${OK}Connection: x, close\r\nContent-Length: 0\r\n\r\n`, false],
  'HTTP/1.1 with close after keep-alive': [
    `${OK}Connection: close\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n`,
    false,
  ],
  'HTTP/1.0': ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', false],
  'HTTP/1.0 with keep-alive': ['HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n', true],
  'the same length twice': [`${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nab`, true],
  'bytes after the body': [`${OK}Content-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\n\r\n`, false],
  'a body where none may be': ['HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nab', false],
  'bytes after the last chunk': [`${CHUNKED}0\r\n\r\nx`, false],
};

for (const [what, [answer, reusable]] of Object.entries(reuse)) {
  test(`${what}: the connection is ${reusable ? 'reusable' : 'not reusable'}`, () => {
    const parser = new ResponseParser(LIMIT_BYTES);
    parser.begin(false);
    parser.feed(Buffer.from(answer), answer.length);
    assert.equal(parser.done, true);
    assert.equal(parser.reusable, reusable);
  });
}

test('reads how long the peer keeps the connection', () => {
  const parser = new ResponseParser(LIMIT_BYTES);
  const answer = `${OK}Keep-Alive: max=100, Timeout=5\r\nContent-Length: 0\r\n\r\n`;
  parser.begin(false);
  parser.feed(Buffer.from(answer), answer.length);
  assert.equal(parser.head?.keptAliveMs, 5000);
});
