/** Storage servers that go and come while users read: none of them may notice. */
import { Bucket, contentOf, type S3Parts, SEEDED, SEEDED_BYTES, seededKey } from '@seatrial/kit-s3';
import {
  claim,
  fault,
  type Journey,
  type JourneyContext,
  journey,
  load,
  type Part,
  type Phase,
  together,
} from 'seatrial';
import { gateway, s1, s2, s4 } from './cluster.ts';
import { operator, tenants } from './credentials.ts';
import { lose } from './disks.ts';
import { Files } from './files-client.ts';
import { healthWhileItDies } from './health.ts';

/** Reads what `prepare` has stored. */
function reading(name: string, s3: S3Parts): Journey {
  return journey(
    name,
    async (t) => {
      const account = t.random.pick(tenants);
      const key = seededKey(t.random.below(SEEDED));
      const got = await new Bucket(t, account, 'us-east-1', s3.bucketOf(account)).get(key, { name: 'GET 4KiB' });
      if (got.cause === null)
        t.check('a read is right', got.body.equals(contentOf(key, SEEDED_BYTES).bytes), `${got.body.length} bytes`);
      await t.sleep('5ms');
    },
    { on: gateway },
  );
}

export function aServerDies(s3: S3Parts): Part {
  const reads = reading('reads while a storage server is down', s3);
  const watching = healthWhileItDies(s1);
  const kill = fault.kill(s1.server.instance(1), { at: '1s', restartAfter: '4s' });
  return {
    needs: [s3.prepare()],
    phases: [
      together([
        load('a storage server dies', reads, { users: 4, for: '7s', faults: [kill] }),
        load('health while it dies', watching, { users: 1, iterations: 1, for: '30s' }),
      ]),
    ],
    claims: [
      claim.errors(reads, 'count==0'),
      claim.checks(reads, { category: 'data safety' }),
      claim.checks(watching, { id: 'health is measured, not asserted', category: 'operability' }),
    ],
  };
}

/** The fourth joins and takes its share; the first is drained and goes. */
export function serversComeAndGo(s3: S3Parts): Part {
  const reads = reading('reads while a storage server joins', s3);
  const managing = journey('storage servers come and go', joinsAndLeaves, { on: gateway });
  return {
    needs: [s3.prepare()],
    phases: [
      together([
        load('reads while servers come and go', reads, { users: 3, for: '12s' }),
        load('servers come and go', managing, { users: 1, iterations: 1, for: '60s', startAfter: '1s' }),
      ]),
    ],
    claims: [
      claim.errors(reads, 'count==0'),
      claim.checks(reads, { category: 'data safety' }),
      claim.checks(managing, { id: 'storage servers join and leave while the store runs', category: 'operability' }),
    ],
  };
}

interface ShownServer {
  readonly id: string;
  readonly up: boolean;
  readonly chunks: number;
}

async function shownServers(t: JourneyContext): Promise<readonly ShownServer[]> {
  const answer = await new Files(t, operator).ask('GET', '/admin/servers', { name: 'GET servers' });
  return (answer.json()?.servers as ShownServer[] | undefined) ?? [];
}

/** Resolves with the last that was seen. */
async function until(t: JourneyContext, holds: (servers: readonly ShownServer[]) => boolean) {
  let servers = await shownServers(t);
  for (let waited = 0; waited < 100 && !holds(servers); waited++) {
    await t.sleep('200ms');
    servers = await shownServers(t);
  }
  return servers;
}

async function joinsAndLeaves(t: JourneyContext): Promise<void> {
  const admin = new Files(t, operator);
  const fourth = { id: s4.id, address: s4.address };
  const added = await admin.ask('POST', '/admin/servers', { json: fourth, name: 'POST server' });
  t.check('a server can be added', added.status === 201, added.text());
  const hasItsShare = ({ id, up, chunks }: ShownServer): boolean => id === s4.id && up && chunks > 0;
  const servers = await until(t, (all) => all.some(hasItsShare));
  t.check('a server that was added takes its share', servers.some(hasItsShare), JSON.stringify(servers));
  const remove = () => admin.ask('DELETE', `/admin/servers/${s1.id}`, { name: 'DELETE server' });
  let removed = await remove();
  for (let waited = 0; waited < 150 && removed.status === 202; waited++) {
    await t.sleep('200ms');
    removed = await remove();
  }
  t.check('a server can be drained and removed', removed.status === 204, removed.text());
  const left = await shownServers(t);
  t.check('a server that was removed is not shown', left.length === 3 && left.every(({ id }) => id !== s1.id));
}

/** A phase in which one disk loses all it had, as one that was replaced, when everybody else is there. */
export function aDiskIsLost(): Phase {
  const losing = journey(
    'a disk is lost',
    async (t) => {
      const servers = await until(t, (all) => all.length > 0 && all.every(({ up }) => up));
      t.check(
        'every storage server is up again',
        servers.every(({ up }) => up),
        JSON.stringify(servers),
      );
      await t.step('lose', () => lose(s2.disk));
    },
    { on: gateway },
  );
  return load('a disk is lost', losing, { users: 1, iterations: 1, for: '30s' });
}
