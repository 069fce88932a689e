/** Lifecycle rules: what is due goes by itself, and what is not due yet, or not meant, stays. For stores that look at rules within `within`. */
import { type Claim, claim, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { pageOf } from './bucket.ts';
import { contentOf } from './content.ts';
import { isOffered, OR_NOT_OFFERED } from './offered.ts';
import { ownBucket, type S3Kit } from './part.ts';
import { codeOf, element } from './xml.ts';

const GONE = 'due/gone';
const KEPT = ['later/by-days', 'other/not-meant', 'off/by-a-rule-that-is-off'];

export function lifecycle(kit: S3Kit, { withinS }: { withinS: number }): Part {
  const expiring = journey(
    'lifecycle',
    async (t) => {
      const bucket = ownBucket(t, kit, 'lifecycle');
      await bucket.create();
      for (const key of [GONE, ...KEPT]) await bucket.put(key, contentOf(key, 100), { name: 'PUT 100B' });
      const expect = [200, ...OR_NOT_OFFERED];
      const put = await bucket.putDocument('lifecycle', rules(), { name: 'PUT LIFECYCLE', expect });
      if (!isOffered(put)) return;
      t.check('rules can be set', put.status === 200, codeOf(put));
      let keys = await listed(bucket);
      for (let waitedS = 0; keys.includes(GONE) && waitedS < withinS; waitedS++) {
        await t.sleep('1s');
        keys = await listed(bucket);
      }
      t.check('what is due goes', !keys.includes(GONE), keys.join());
      t.check(
        'what is not due, or not meant, stays',
        KEPT.every((key) => keys.includes(key)),
        keys.join(),
      );
    },
    { on: kit.system },
  );
  const claims: Claim[] = [
    claim.checks(expiring, { id: 'lifecycle rules remove what is due, and nothing else', category: 'data safety' }),
  ];
  return { phases: [load('lifecycle', expiring, { users: 1, iterations: 1, for: `${withinS + 20}s` })], claims };
}

function rules(): string {
  const rule = (prefix: string, status: string, when: string): string =>
    element(
      'Rule',
      element('ID', prefix),
      element('Filter', element('Prefix', `${prefix}/`)),
      element('Status', status),
      element('Expiration', when),
    );
  const past = element('Date', '2020-01-01T00:00:00.000Z');
  return element(
    'LifecycleConfiguration',
    rule('due', 'Enabled', past),
    rule('later', 'Enabled', element('Days', '1')),
    rule('off', 'Disabled', past),
  );
}

async function listed(bucket: Bucket): Promise<readonly string[]> {
  return pageOf(await bucket.list({ prefix: '' }, { name: 'LIST' }))?.keys ?? [];
}
