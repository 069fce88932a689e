/**
 * How much room Seatrial's own process has left: file descriptors against its limit, and local ports towards the systems
 * under test. Read from /proc; where there is none, nothing is made up.
 *
 * Built to cost next to nothing: two small files a reading. The table of all sockets is long and is read, in short turns,
 * only when there are so many sockets that ports could run short at all.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { GeneratorRoom } from '../../evidence/records.ts';
import { defaultPort } from '../../std/host.ts';

/** Below this share of sockets to ports, the ports are not counted. */
const COUNT_FROM = 0.5;
const PAGES_A_TURN = 16;
const PAGE_BYTES = 4096;
/** Of a line of /proc/net/tcp: local port, remote address and port. */
const SOCKET = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]+:([0-9A-F]{4})) /gm;

export type RoomReading = Omit<GeneratorRoom, 'kind'>;

export class OwnRoom {
  readonly #proc: string;
  readonly #countFrom: number;
  readonly #descriptorLimit: number | null;
  readonly #range: readonly [number, number] | null;

  constructor({ proc = '/proc', countFrom = COUNT_FROM } = {}) {
    this.#proc = proc;
    this.#countFrom = countFrom;
    this.#descriptorLimit = softLimit(textOf(`${proc}/self/limits`));
    this.#range = rangeIn(textOf(`${proc}/sys/net/ipv4/ip_local_port_range`));
  }

  /** `urls`: where the systems under test are. Never throws. */
  async reading(urls: readonly string[]): Promise<RoomReading> {
    const [least, most] = this.#range ?? [0, -1];
    const sockets = socketsIn(textOf(`${this.#proc}/net/sockstat`), textOf(`${this.#proc}/net/sockstat6`));
    const portLimit = this.#range && most - least + 1;
    const near = sockets !== null && portLimit !== null && sockets >= this.#countFrom * portLimit;
    return {
      descriptors: this.#descriptors(),
      descriptorLimit: this.#descriptorLimit,
      sockets,
      ports: near ? await this.#ports([least, most], new Set(urls.map(portOf))) : null,
      portLimit,
    };
  }

  /** The kernel tells the size of this folder from 6.2 on; to list it takes a descriptor, which there may not be. */
  #descriptors(): number | null {
    try {
      const { size } = statSync(`${this.#proc}/self/fd`);
      return size > 0 ? size : readdirSync(`${this.#proc}/self/fd`).length;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EMFILE' ? this.#descriptorLimit : null;
    }
  }

  /** How many sockets go from a port of the range to the one peer that has most of them; null when it cannot be read. */
  async #ports([least, most]: readonly [number, number], peers: ReadonlySet<string>): Promise<number | null> {
    const used = new Map<string, number>();
    for (const table of ['tcp', 'tcp6']) {
      try {
        for await (const lines of linesOf(`${this.#proc}/net/${table}`)) {
          for (const [, local = '', remote = '', port = ''] of lines.matchAll(SOCKET)) {
            const from = Number.parseInt(local, 16);
            if (peers.has(port) && from >= least && from <= most) used.set(remote, (used.get(remote) ?? 0) + 1);
          }
        }
      } catch {
        return null;
      }
    }
    return Math.max(0, ...used.values());
  }
}

/** Whole lines, a few pages at a time; other work gets its turn in between. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const file = openSync(path, 'r');
  const page = Buffer.alloc(PAGE_BYTES);
  try {
    let text = '';
    for (let pages = 1, read = readSync(file, page); read > 0; pages++, read = readSync(file, page)) {
      text += page.toString('latin1', 0, read);
      if (pages % PAGES_A_TURN !== 0) continue;
      const end = text.lastIndexOf('\n') + 1;
      yield text.slice(0, end);
      text = text.slice(end);
      await turn();
    }
    yield text;
  } finally {
    closeSync(file);
  }
}

/** `1F90` of `http://127.0.0.1:8080`, as the table writes it. */
function portOf(url: string): string {
  const { port, protocol } = new URL(url);
  const number = Number(port) || defaultPort(protocol === 'https:');
  return number.toString(16).toUpperCase().padStart(4, '0');
}

/** The sockets of TCP in these summaries, of which TIME_WAIT counts as one; null when there is no summary. */
function socketsIn(four: string, six: string): number | null {
  const used = /^TCP: inuse (\d+) .*\btw (\d+)/m.exec(four);
  return used && Number(used[1]) + Number(used[2]) + Number(/^TCP6: inuse (\d+)/m.exec(six)?.[1] ?? 0);
}

/** Null where nothing is said, and where there is no limit. */
function softLimit(limits: string): number | null {
  const soft = /^Max open files +(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? null : Number(soft);
}

function rangeIn(text: string): readonly [number, number] | null {
  const [least, most] = text.trim().split(/\s+/).map(Number);
  return least && most && most >= least ? [least, most] : null;
}

/** Empty when it cannot be read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8'); // as in process-table.ts
  } catch {
    return '';
  }
}
