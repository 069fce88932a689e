/**
 * How a process ends: SIGTERM, SIGINT and the death of a parent that keeps a channel to it (as `child.ts` does) ask it to
 * finish what it accepted; a second request, or a limit, ends it at once.
 */
import type { Logger } from '@seatrial/service-log';

const LONGEST_STOP_MS = 30_000;

/** `stop` is called once; when it has resolved nothing keeps the program alive. */
export function endWhenAsked(
  program: NodeJS.Process,
  stop: () => Promise<void>,
  log: Logger,
  limitMs = LONGEST_STOP_MS,
): void {
  let asked = false;

  const end = (why: string): void => {
    if (asked) endNow(`${why} while stopping`);
    asked = true;
    log.info({ why }, 'stopping');
    setTimeout(() => endNow(`not done after ${limitMs} ms`), limitMs).unref();
    stop().then(
      () => program.channel?.unref(),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        program.exitCode = 1;
        program.channel?.unref();
      },
    );
  };

  /** What was acknowledged is durable already; what was not is lost to whoever sent it, and they see it. */
  function endNow(why: string): never {
    log.error({ why }, 'ended without finishing what was accepted');
    program.exit(1);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) program.on(signal, () => end(signal));
  if (program.connected === undefined) return;
  if (program.connected) program.once('disconnect', () => end('the parent is gone'));
  else end('the parent is gone');
}
