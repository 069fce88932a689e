/**
 * The terminal we speak to: where text goes, whether it may have colour, how wide it is. Progress and complaints go to
 * standard error, results to standard output, so that a result can be piped.
 */
import { writeSync } from 'node:fs';
import { type Redact, redactor } from '../std/redact.ts';

const NARROWEST = 40;
/** Of progress, where standard error does not tell. */
const UNKNOWN_WIDTH = 100;

let redact: Redact = redactor([]);

export const terminal = {
  /** From now on these values are shown nowhere. */
  hide(secrets: readonly string[]): void {
    redact = redactor(secrets);
  },
  /** From now on what a plan prints (console.log in a journey) is like what we say: no result, no secrets, no trouble. */
  speakForPlan(): void {
    const write = (text: string | Uint8Array): boolean => {
      writeAll(2, typeof text === 'string' ? text : Buffer.from(text).toString());
      return true;
    };
    process.stdout.write = write;
    process.stderr.write = write;
  },
  /** Whether progress can be painted in place. */
  get live(): boolean {
    return process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !isAutomated(process.env.CI);
  },
  get colour(): boolean {
    return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  },
  get progressColour(): boolean {
    return this.live && !process.env.NO_COLOR;
  },
  /** Columns for a result; without end where it goes into a file or another program, which nothing is cut for. */
  get width(): number {
    return process.stdout.isTTY === true ? Math.max(NARROWEST, process.stdout.columns) : Number.POSITIVE_INFINITY;
  },
  get progressWidth(): number {
    return Math.max(NARROWEST, process.stderr.columns ?? UNKNOWN_WIDTH);
  },
  /** Whether a question is seen, and somebody can answer it. */
  get canAsk(): boolean {
    return process.stdin.isTTY === true && process.stderr.isTTY === true && !isAutomated(process.env.CI);
  },
  result(text: string): void {
    writeAll(1, text.endsWith('\n') ? text : `${text}\n`);
  },
  say(text: string): void {
    writeAll(2, `${text}\n`);
  },
  paint(codes: string): void {
    writeAll(2, codes);
  },
};

/** CI logs keep every repaint as a new line, so nothing is painted there; `CI=false` overrides this. */
function isAutomated(variable = ''): boolean {
  return !['', '0', 'false'].includes(variable);
}

/** Writes everything now, also into a slow pipe; a reader or a terminal that went away is no fault of ours. */
function writeAll(file: 1 | 2, text: string): void {
  let rest = Buffer.from(redact(text));
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(file, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') continue;
      if (code === 'EPIPE' || code === 'EIO') return;
      throw error;
    }
  }
}
