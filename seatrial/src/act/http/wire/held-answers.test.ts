import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { countIn, heldAnswers } from './held-answers.ts';
import { ResponseParser } from './response-parser.ts';

const MIB = 1024 * 1024;
const own = heldAnswers();
let held: Int32Array;

/** As if other connections held all but 3 MiB. */
beforeEach(() => {
  held = new Int32Array(new SharedArrayBuffer(4));
  held[0] = (384 - 3) * 1024;
  countIn(held.buffer as SharedArrayBuffer);
});
afterEach(() => countIn(own));

/** A parser that has been fed so many MiB of an answer of that framing, and not its end. */
function fed(head: string, mib: number): ResponseParser {
  const parser = new ResponseParser(256 * MIB);
  parser.begin(false);
  for (const text of [`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`, ...(head.startsWith('T') ? ['FFFFFFF\r\n'] : [])])
    parser.feed(Buffer.from(text), text.length);
  const piece = Buffer.alloc(MIB / 4);
  for (let n = 0; n < mib * 4 && !parser.failed; n++) parser.feed(piece, piece.length);
  return parser;
}

for (const head of ['Content-Length: 9000000', 'Transfer-Encoding: chunked', 'Connection: close']) {
  test(`answers without end share one budget, and give it back: ${head}`, () => {
    const first = fed(head, 1.5);
    assert.equal(first.failed, false);
    const second = fed(head, 4);
    assert.ok(second.failed && second.beyondLimit);
    assert.match(second.problem, /^a limit of Seatrial: answers that are arriving are held up to 384 MiB together/);
    first.drop();
    second.drop();
    assert.equal(held[0], (384 - 3) * 1024);
    assert.equal(fed(head, 1.5).failed, false);
  });
}

test('a large body is what arrived, however it was cut', () => {
  const body = Buffer.from(Array.from({ length: 2 * MIB + 5 }, (_, n) => (n * 31) % 251));
  const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
  for (const cut of [7_001, 262_144, MIB, body.length]) {
    const parser = new ResponseParser(256 * MIB);
    parser.begin(false);
    parser.feed(head, head.length);
    for (let at = 0; at < body.length; at += cut) {
      const piece = body.subarray(at, at + cut);
      parser.feed(piece, piece.length);
    }
    assert.ok(parser.done && parser.body.equals(body), `cut at ${cut}`);
  }
});

test('an answer that is whole is no longer counted, and small ones never are', () => {
  const whole = fed('Content-Length: 2097152', 2);
  assert.ok(whole.done);
  assert.equal(whole.body.length, 2 * MIB);
  fed('Content-Length: 900000', 0.5);
  assert.equal(held[0], (384 - 3) * 1024);
});
