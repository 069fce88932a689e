/**
 * Every account at once, each on its own objects and each trying what belongs to the next: with its own credential, and
 * with the headers by which badly built stores let a caller name its tenant. An own access of every kind is the control
 * that shows a denial to be a denial.
 */
import { claim, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Account } from './account.ts';
import { Bucket, bucketNames } from './bucket.ts';
import { contentOf } from './content.ts';
import type { S3Kit } from './part.ts';
import { seededKey } from './prepare.ts';

export function tenants(kit: S3Kit): Part {
  const crossing = journey(
    'tenants',
    async (t) => {
      const actor = kit.accounts[(t.user.index - 1) % kit.accounts.length];
      const owner = kit.accounts[t.user.index % kit.accounts.length];
      if (!actor || !owner) return;
      await reach(t, kit, actor, actor);
      if (owner === actor) return;
      await reach(t, kit, actor, owner);
      await seesOnlyItsOwn(t, kit, actor, owner);
    },
    { on: kit.system },
  );
  return {
    phases: [load('tenants', crossing, { users: Math.max(5, kit.accounts.length), for: kit.seconds(4) })],
    claims: [claim.tenantIsolation(crossing, { minAttempts: 100 })],
  };
}

/** Everything an account may try on a bucket, its own or another's. */
async function reach(t: JourneyContext, kit: S3Kit, actor: Account, owner: Account): Promise<void> {
  const name = kit.bucketOf(owner);
  const bucket = new Bucket(t, actor, kit.region, name);
  const access = (action: string, resource: string) => ({ actor: actor.tenant, owner: owner.tenant, action, resource });
  const existing = seededKey(0);
  const claimed = { 'x-tenant-id': owner.tenant };
  await bucket.get(existing, { name: 'GET', access: access('read object', `${name}/${existing}`) });
  await bucket.get(existing, {
    name: 'GET',
    headers: claimed,
    access: access('read object', `${name}/${existing} as x-tenant-id`),
  });
  await bucket.head(existing, { name: 'HEAD', access: access('inspect object', `${name}/${existing}`) });
  await bucket.list({ prefix: 'seeded/' }, { name: 'LIST', access: access('list objects', name) });
  // One key for all: what a stranger tries to write and delete is what its owner writes and deletes.
  const key = 'tenants/target';
  const content = contentOf(key, 256);
  await bucket.put(key, content, { name: 'PUT', access: access('write object', `${name}/${key}`) });
  await bucket.put(key, content, {
    name: 'PUT',
    headers: claimed,
    access: access('write object', `${name}/${key} as x-tenant-id`),
  });
  // No other part of the trial reads this key, so a delete that succeeds across tenants destroys nothing else.
  await bucket.delete(key, { name: 'DELETE', access: access('delete object', `${name}/${key}`) });
}

/** The list of buckets names the account's own and no other's. */
async function seesOnlyItsOwn(t: JourneyContext, kit: S3Kit, actor: Account, owner: Account): Promise<void> {
  const names = await bucketNames(t, actor, kit.region, { name: 'LIST BUCKETS' });
  const record = (of: Account): void => {
    const result = names === null ? 'unknown' : names.includes(kit.bucketOf(of)) ? 'allowed' : 'denied';
    const why = names === null ? 'the list of buckets was no list' : `the list shows ${names.length} buckets`;
    t.access({ actor: actor.tenant, owner: of.tenant, action: 'see bucket', resource: kit.bucketOf(of), result, why });
  };
  record(actor);
  record(owner);
}
