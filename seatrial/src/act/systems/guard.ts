/**
 * The death guard of one instance: a tiny shell that waits on a pipe from Seatrial. When the pipe ends without a word,
 * Seatrial has died, however it died, and the guard kills the instance (a paused process dies of SIGKILL too): its group,
 * every process that bears its mark (`members.ts`), and the processes that Seatrial last told it of, each as `PID START`.
 * It lives in a session of its own, so Ctrl-C in a terminal does not reach it; it is released when the instance has ended,
 * so that it can never hit a recycled pid.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { DESCRIPTOR, type Identity } from './members.ts';

/** $1 is the group, $2 the mark, $3 the lease's file. The 20th word after a process's name in its stat file is when it started. */
const SCRIPT = `
trap '' HUP INT TERM
while read -r told; do
  [ "$told" = released ] && exit
  members=$told
done
group=$1 mark=$2 lease=$3
kill -s KILL -- "-$group"
set -- $members
while [ $# -gt 1 ]; do
  pid=$1 start=$2
  shift 2
  now=$(sed 's/.*) //' "/proc/$pid/stat" | cut -d ' ' -f 20)
  [ "$now" = "$start" ] && kill -s KILL "$pid"
done
rounds=0
while [ $rounds -lt 50 ]; do
  found=$(grep -lsF -e "$mark" /proc/[0-9]*/environ)
  for folder in /proc/[0-9]*; do
    [ "$folder/fd/${DESCRIPTOR}" -ef "$lease" ] && found="$found $folder/"
  done
  [ -n "$found" ] || exit
  for file in $found; do
    pid=\${file#/proc/}
    kill -s KILL "\${pid%%/*}"
  done
  rounds=$((rounds + 1))
done
`;

export class Guard {
  readonly #shell: ChildProcess;
  readonly #exited: Promise<unknown>;
  #told = '';

  constructor({ pgid, mark, lease }: { pgid: number; mark: string; lease: string }) {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'seatrial-guard', String(pgid), mark, lease], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#exited = once(this.#shell, 'exit').catch(() => undefined); // it could not be started: there is no guard then
    this.#shell.stdin?.on('error', () => undefined); // the guard was killed from outside: nothing can be told to it
    this.#shell.unref();
  }

  /** Names the processes that are to be killed too, whatever their group and environment; the last call counts. */
  tell(members: readonly Identity[]): void {
    const text = members.map(({ pid, startTicks }) => `${pid} ${startTicks}`).join(' ');
    if (text === this.#told) return;
    this.#told = text;
    this.#shell.stdin?.write(`${text}\n`);
  }

  /** Call when no process of the group is left; resolves when the guard has gone too. */
  async release(): Promise<void> {
    this.#shell.ref();
    this.#shell.stdin?.end('released\n');
    await this.#exited;
  }
}
