import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EventStreamParser, type ParsedEvent } from './event-stream-parser.ts';

/** Reads a stream in the pieces given. */
function read(...pieces: (string | Uint8Array)[]): ParsedEvent[] {
  const events: ParsedEvent[] = [];
  const parser = new EventStreamParser((event) => events.push(event), 1000);
  for (const piece of pieces) assert.ok(parser.push(typeof piece === 'string' ? Buffer.from(piece) : piece));
  return events;
}

const message = (data: string, event = 'message', id = ''): ParsedEvent => ({ event, data, id });

/** Every example of the standard, and what it leaves to be read between the lines. */
const examples: Record<string, [stream: string, events: ParsedEvent[]]> = {
  'several data lines are one text': ['data: YHOO\ndata: +2\ndata: 10\n\n', [message('YHOO\n+2\n10')]],
  'comments, ids, and an event that never ended': [
    ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event',
    [message('first event', 'message', '1'), message('second event')],
  ],
  'data without value is an empty text': ['data\n\ndata\ndata\n\ndata:', [message(''), message('\n')]],
  'one space is taken away, not two': [
    'data:test\n\ndata: test\n\ndata:  test\n\n',
    [message('test'), message('test'), message(' test')],
  ],
  'named events, and the name is forgotten': [
    'event: add\ndata: 1\n\ndata: 2\n\n',
    [message('1', 'add'), message('2')],
  ],
  'a name without data is nothing': ['event: add\n\ndata: 2\n\n', [message('2')]],
  'an id lasts': ['id: 7\ndata: a\n\ndata: b\n\n', [message('a', 'message', '7'), message('b', 'message', '7')]],
  'an id with a null in it is ignored': [
    'id: 7\ndata: a\n\nid: 8\0\ndata: b\n\n',
    [message('a', 'message', '7'), message('b', 'message', '7')],
  ],
  'fields are told by their exact names': ['Data: x\n data: y\ndatas: z\ndata: a\n\n', [message('a')]],
  'lines end in any of three ways': [
    'data: a\r\rdata: b\r\n\r\ndata: c\n\ndata: d\r\n\n',
    ['a', 'b', 'c', 'd'].map((d) => message(d)),
  ],
  'one byte order mark is taken away': ['\uFEFFdata: a\n\n', [message('a')]],
  'a second one is part of a name nobody knows': ['\uFEFF\uFEFFdata: a\n\n', []],
};

describe('reads', () => {
  for (const [name, [stream, events]] of Object.entries(examples)) {
    test(name, () => {
      assert.deepEqual(read(stream), events);
      const bytes = Buffer.from(stream);
      for (let cut = 0; cut <= bytes.length; cut++)
        assert.deepEqual(read(bytes.subarray(0, cut), bytes.subarray(cut)), events, `cut at ${cut}`);
      assert.deepEqual(read(...[...bytes].map((byte) => Buffer.of(byte))), events, 'byte by byte');
    });
  }
});

test('retry is a number of milliseconds or nothing', () => {
  const parser = new EventStreamParser(() => {}, 1000);
  const after = (line: string): number | null => {
    parser.push(Buffer.from(`${line}\n`));
    return parser.retryMs;
  };
  assert.deepEqual(
    [after('retry: 1s'), after('retry: 250'), after('retry: -1'), after('retry:')],
    [null, 250, 250, 250],
  );
});

test('goes on with the id it was given', () => {
  const events: ParsedEvent[] = [];
  new EventStreamParser((event) => events.push(event), 1000, '41').push(Buffer.from('data: x\n\n'));
  assert.deepEqual(events, [message('x', 'message', '41')]);
});

test('an event without end is refused, in one line or in many, and many small ones are not', () => {
  const limited = (): EventStreamParser => new EventStreamParser(() => {}, 1000);
  assert.equal(limited().push(Buffer.from(`data: ${'x'.repeat(2000)}`)), false);
  assert.equal(limited().push(Buffer.from('data: xxxxxxxxxxxxx\n'.repeat(100))), false);
  assert.equal(limited().push(Buffer.from('data: xxxxxxxxxxxxx\n\n'.repeat(1000))), true);
});

describe('whatever is sent', () => {
  const lineEnd = fc.constantFrom('\n', '\r', '\r\n');
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const field = fc.tuple(
    fc.constantFrom('data', 'event', 'id', 'retry', '', 'other'),
    fc.constantFrom('', ':', ': '),
    text,
  );
  const line = fc.oneof(
    field.map((parts) => parts.join('')),
    fc.constant(''),
    text,
  );
  const stream = fc
    .array(
      fc.tuple(line, lineEnd).map((parts) => parts.join('')),
      { maxLength: 20 },
    )
    .map((lines) => Buffer.from(lines.join('')));

  test('cuts change nothing', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 6 }), (bytes, cuts) => {
        const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        assert.deepEqual(read(...pieces), read(bytes));
      }),
    );
  });

  test('what a server writes is what is read', () => {
    const plain = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !/[\r\n\0]/.test(value));
    const event = fc.record({ event: plain, lines: fc.array(plain, { minLength: 1, maxLength: 4 }), id: plain });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), lineEnd, (events, end) => {
        const written = events.map(({ event, lines, id }) =>
          [`event: ${event}`, ...lines.map((value) => `data: ${value}`), `id: ${id}`, ': note', '', ''].join(end),
        );
        const expected = events.map(({ event, lines, id }) => message(lines.join('\n'), event || 'message', id));
        assert.deepEqual(read(written.join('')), expected);
      }),
    );
  });
});

test('the last id is also one that came without data', () => {
  const parser = new EventStreamParser(() => {}, 1000);
  parser.push(Buffer.from('data: a\nid: 1\n\nid: 5\n\nid: 7\n'));
  assert.equal(parser.lastId, '5');
});
