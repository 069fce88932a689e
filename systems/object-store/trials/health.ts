/** Health while a storage server dies and comes back: what /health tells is held against whether somebody answers at that server's port. */
import { connect } from 'node:net';
import { type Journey, type JourneyContext, journey } from 'seatrial';
import { gateway, type StorageServer } from './cluster.ts';
import { Files } from './files-client.ts';

interface Told {
  readonly http: number;
  readonly status?: string;
  readonly parts?: readonly { readonly name: string; readonly status: string }[];
}

/** To be done once, while the server dies and comes back. */
export function healthWhileItDies(server: StorageServer): Journey {
  return journey('health while a storage server is down', (t) => isMeasured(t, server), { on: gateway });
}

async function isMeasured(t: JourneyContext, { id, address }: StorageServer): Promise<void> {
  const name = `storage server ${id}`;
  const isOk = ({ http, status, parts }: Told): boolean =>
    http === 200 && status === 'ok' && parts?.some((part) => part.name === name) === true && ofOthers(parts, '');
  const isDegraded = ({ http, status, parts = [] }: Told): boolean =>
    http === 200 && status === 'degraded' && ofOthers(parts, name) && !ofOthers(parts, '');
  const told = async (what: string, withinMs: number, holds: (told: Told) => boolean): Promise<void> => {
    const last = await seen(t, withinMs, () => ask(t), holds);
    t.check(what, holds(last), JSON.stringify(last));
  };
  const answers = (expected: boolean) =>
    seen(
      t,
      10_000,
      () => isOpen(address),
      (open) => open === expected,
    );
  await told('with everybody there the store is well', 5000, isOk);
  t.check('the storage server goes', (await answers(false)) === false);
  // A report is kept for a second, and nobody is waited for longer than two.
  await told('while it is away the store is degraded, and says by whom', 3500, isDegraded);
  t.check('it is away until that was told', !(await isOpen(address)));
  t.check('the storage server comes back', await answers(true));
  await told('when it is back the store is well again', 5000, isOk);
}

/** All but `name` are ok. */
function ofOthers(parts: NonNullable<Told['parts']>, name: string): boolean {
  return parts.every((part) => part.name === name || part.status === 'ok');
}

/** What is seen when it holds, or last. */
async function seen<Seen>(
  t: JourneyContext,
  withinMs: number,
  look: () => Promise<Seen>,
  holds: (seen: Seen) => boolean,
): Promise<Seen> {
  const beganMs = performance.now();
  for (;;) {
    const now = await look();
    if (holds(now) || performance.now() - beganMs > withinMs) return now;
    await t.sleep('100ms');
  }
}

async function ask(t: JourneyContext): Promise<Told> {
  const answer = await new Files(t, {}).ask('GET', '/health', { name: 'GET health', expect: [200, 503] });
  return { http: answer.status, ...(answer.json() as Omit<Told, 'http'> | undefined) };
}

/** Whether anybody takes connections there. */
function isOpen(address: string): Promise<boolean> {
  const [host = '', port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    const is = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', is(true)).once('error', is(false));
  });
}
