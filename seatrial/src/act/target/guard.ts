/**
 * The death guard of one process group: a tiny shell that waits on a pipe from Seatrial. When the pipe ends without a
 * word, Seatrial has died, however it died, and the guard kills the group (a paused process dies of SIGKILL too).
 * It lives in a session of its own, so Ctrl-C in a terminal does not reach it; it is released when the group has ended,
 * so that it can never hit a recycled pid.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const SCRIPT = `trap '' HUP INT TERM; read -r released && exit; kill -s KILL -- "-$1"`;

export class Guard {
  readonly #shell: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(group: number) {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'seatrial-guard', String(group)], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#exited = once(this.#shell, 'exit').catch(() => undefined); // could not be started: then nobody guards
    this.#shell.stdin?.on('error', () => undefined); // somebody killed the guard: nothing to tell it
    this.#shell.unref();
  }

  /** Call when no process of the group is left; resolves when the guard has gone too. */
  async release(): Promise<void> {
    this.#shell.ref();
    this.#shell.stdin?.end('released\n');
    await this.#exited;
  }
}
