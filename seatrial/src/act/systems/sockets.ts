/**
 * Who holds a TCP port of this machine, as far as it can be seen: the sockets that listen on it or have a connection at it
 * (/proc/net/tcp), and the processes with a descriptor of them (/proc/PID/fd). Processes of other users keep theirs to
 * themselves, and a port may lead into another network namespace: then it has a holder that is not seen.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { processIds } from './process-table.ts';

const LISTENING = '0A';
const ESTABLISHED = '01';

export interface Holders {
  /** Every process that has a socket at the port. */
  pids: readonly number[];
  /** A socket at the port belongs to none of these. */
  hidden: boolean;
}

/** The load gets its turn after this many processes: a look at hundreds takes tens of milliseconds. */
const AT_ONCE = 25;

/**
 * Holders of a port: who listens on it or serves connections that were made to it, among these processes or all.
 * @example await holdersOf(20123) // { pids: [4711], hidden: false }
 */
export async function holdersOf(port: number, among: readonly number[] = processIds()): Promise<Holders> {
  const wanted = new Set([...socketsAt(port, '/proc/net/tcp'), ...socketsAt(port, '/proc/net/tcp6')]);
  if (wanted.size === 0) return { pids: [], hidden: false };
  const found = new Set<string>();
  const pids: number[] = [];
  for (const [index, pid] of among.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await setImmediate();
    const held = socketsOf(pid).filter((socket) => wanted.has(socket));
    for (const socket of held) found.add(socket);
    if (held.length > 0) pids.push(pid);
  }
  return { pids, hidden: found.size < wanted.size };
}

/** Links as /proc/PID/fd shows them, `socket:[INODE]`. A connection that nobody has accepted yet has none. */
function socketsAt(port: number, table: string): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return lines(table)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && (state === LISTENING || state === ESTABLISHED))
    .map((fields) => fields[9])
    .filter((inode) => inode !== undefined && inode !== '0')
    .map((inode) => `socket:[${inode}]`);
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return []; // no IPv6 here
  }
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => linkOf(`/proc/${pid}/fd/${descriptor}`));
  } catch {
    return []; // another user's, or gone
  }
}

function linkOf(path: string): string[] {
  try {
    const link = readlinkSync(path);
    return link.startsWith('socket:') ? [link] : [];
  } catch {
    return [];
  }
}
