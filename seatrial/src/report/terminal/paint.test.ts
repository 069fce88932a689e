import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { paint } from './paint.ts';

/** Just enough of a terminal: text, line feed, return, cursor up, erase to the end of the line and of the screen. */
class Screen {
  lines: string[] = [''];
  row = 0;
  column = 0;

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: sequences begin with ESC
    for (const [token] of text.matchAll(/\u001b\[(\d*)[AJK]|[\s\S]/g)) this.#apply(token);
  }

  #apply(token: string): void {
    const line = this.lines[this.row] ?? '';
    if (token === '\n') {
      this.row++;
      this.column = 0;
      if (this.row === this.lines.length) this.lines.push('');
    } else if (token === '\r') this.column = 0;
    else if (token.endsWith('A') && token.length > 1) this.row = Math.max(0, this.row - Number(token.slice(2, -1)));
    else if (token === '\u001b[K') this.lines[this.row] = line.slice(0, this.column);
    else if (token === '\u001b[J') this.lines = [...this.lines.slice(0, this.row), line.slice(0, this.column)];
    else {
      this.lines[this.row] = line.slice(0, this.column) + token + line.slice(this.column + 1);
      this.column++;
    }
  }
}

const frame = fc.array(fc.constantFrom('', 'a', 'bb', 'a longer line', 'ccc'), { maxLength: 6 });

test('painting frame after frame leaves exactly the last frame on the screen', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
      const screen = new Screen();
      screen.write('$ seatrial run\n');
      let previous: string[] = [];
      for (const next of frames) {
        screen.write(paint(previous, next));
        assert.deepEqual(screen.lines, ['$ seatrial run', ...next, '']);
        assert.deepEqual([screen.row, screen.column], [next.length + 1, 0]);
        previous = next;
      }
    }),
  );
});

test('what did not change is not written again', () => {
  assert.equal(paint(['a', 'b'], ['a', 'b']), '');
  assert.equal(paint(['a', 'b', 'c'], ['a', 'B', 'c']), '\u001b[2A\r\rB\u001b[K\n\n');
  assert.equal(paint(['a', 'b'], ['a']), '\u001b[1A\r\u001b[J');
});
