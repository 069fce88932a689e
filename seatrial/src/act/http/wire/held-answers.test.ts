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
  held[0] = (128 - 3) * 1024;
  countIn(held.buffer as SharedArrayBuffer);
});
afterEach(() => countIn(own));

/** A parser that has been fed so many MiB of an answer of that framing, and not its end. */
function fed(head: string, mib: number): ResponseParser {
  const parser = new ResponseParser(40 * MIB);
  parser.begin(false);
  for (const text of [`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`, ...(head.startsWith('T') ? ['2000000\r\n'] : [])])
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
    assert.match(second.problem, /^a limit of Seatrial: answers that are arriving are held up to 128 MiB together/);
    first.drop();
    second.drop();
    assert.equal(held[0], (128 - 3) * 1024);
    assert.equal(fed(head, 1.5).failed, false);
  });
}

test('a large body is what arrived, however it was cut', () => {
  const body = Buffer.from(Array.from({ length: 2 * MIB + 5 }, (_, n) => (n * 31) % 251));
  const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
  for (const cut of [7_001, 262_144, MIB, body.length]) {
    const parser = new ResponseParser(40 * MIB);
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
  assert.equal(held[0], (128 - 3) * 1024);
});

for (const head of ['Content-Length: 40000000', 'Transfer-Encoding: chunked', 'Connection: close']) {
  test(`sixteen answers without end never take more than the budget and a MiB or two each: ${head}`, () => {
    held[0] = 0;
    const before = process.memoryUsage().arrayBuffers;
    const parsers = Array.from({ length: 16 }, () => fed(head, 0.5));
    const piece = Buffer.alloc(MIB / 4);
    let [most, refused] = [0, 0];
    for (let round = 0; round < 90; round++) {
      for (const [index, parser] of parsers.entries()) {
        parser.feed(piece, piece.length);
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        if (!parser.failed) continue;
        refused++;
        parser.drop();
        parsers[index] = fed(head, 0.5); // the user asks again
      }
    }
    assert.ok(refused > 10, `${refused} refused`);
    assert.ok(most > 120 * MIB && most < (128 + 16 * 2) * MIB, `${Math.round(most / MIB)} MiB`);
    for (const parser of parsers) parser.drop();
    assert.equal(held[0], 0);
    const left = process.memoryUsage().arrayBuffers - before;
    assert.ok(left < 20 * MIB, `${Math.round(left / MIB)} MiB are left`);
  });
}

test('a body that is whole is in memory once, and what it lay in is not', () => {
  const before = process.memoryUsage().arrayBuffers;
  held[0] = 0;
  const body = fed('Content-Length: 31457280', 30).body;
  assert.equal(body.length, 30 * MIB);
  const taken = process.memoryUsage().arrayBuffers - before;
  assert.ok(taken < 33 * MIB, `${Math.round(taken / MIB)} MiB`);
});
