/**
 * What administrators see: requests by operation and outcome, bytes, what each tenant keeps. A user counts what she does, and /metrics must
 * have gone up by that and by nothing else; whoever is no administrator sees none of it.
 */
import { type Account, Bucket, contentOf, type S3Parts } from '@seatrial/kit-s3';
import { claim, type JourneyContext, journey, load, type Part, type System } from 'seatrial';
import { operator, tenants } from './credentials.ts';
import { Files } from './files-client.ts';

const [amber, birch] = tenants;
const SIZE = 100_000;

/** By name and labels, as they are written. */
type Samples = ReadonlyMap<string, number>;

export function metrics(store: System, s3: S3Parts): Part {
  const counting = journey('metrics', (t) => isCounted(t, s3.bucketOf(amber)), { on: store });
  return {
    needs: [s3.prepare()],
    phases: [load('metrics', counting, { users: 1, iterations: 2, for: '30s' })],
    claims: [
      claim.checks(counting, { id: '/metrics counts what clients do, for administrators', category: 'operability' }),
    ],
  };
}

async function scrape(t: JourneyContext): Promise<Samples> {
  const answer = await new Files(t, operator).ask('GET', '/metrics', { name: 'GET metrics' });
  const samples = answer.text().matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm);
  return new Map(Array.from(samples, ([, name = '', value]) => [name, Number(value)]));
}

const requests = (operation: string, status: string): string =>
  `object_store_request_duration_seconds_count{operation="${operation}",status="${status}"}`;
const tenant = (what: 'bytes' | 'objects', { tenant: name }: Account): string =>
  `object_store_tenant_${what}{tenant="${name}"}`;

/** Nobody else does anything meanwhile. What tenants keep is shown as it was within the last tenth of a second. */
async function isCounted(t: JourneyContext, bucketName: string): Promise<void> {
  const mine = new Bucket(t, amber, 'us-east-1', bucketName);
  const stranger = new Bucket(t, birch, 'us-east-1', bucketName);
  const key = `metrics/${t.unique('object')}`;
  await t.sleep('150ms');
  const before = await scrape(t);
  for (let n = 0; n < 3; n++) await mine.put(`${key}/${n}`, contentOf(`${key}/${n}`, SIZE), { name: 'PUT 100kB' });
  for (let n = 0; n < 5; n++) await mine.get(`${key}/${n % 3}`, { name: 'GET 100kB', into: 'nothing' });
  for (let n = 0; n < 2; n++) await mine.get(`${key}/missing`, { name: 'GET missing', expect: 404 });
  await stranger.put(`${key}/0`, contentOf(key, 10), { name: 'PUT of a stranger', expect: 403 });
  await mine.delete(`${key}/0`, { name: 'DELETE' });
  const uploaded = await new Files(t, amber).upload('counted', contentOf(key, SIZE).bytes, { expect: 201 });
  const expected = {
    [requests('PutObject', '2xx')]: 3,
    [requests('GetObject', '2xx')]: 5,
    [requests('GetObject', '4xx')]: 2,
    [requests('PutObject', '4xx')]: 1,
    [requests('DeleteObject', '2xx')]: 1,
    [requests('POST /files', '2xx')]: 1,
    [tenant('bytes', amber)]: 3 * SIZE,
    [tenant('objects', amber)]: 3,
    [tenant('bytes', birch)]: 0,
    [tenant('objects', birch)]: 0,
  };
  const after = await scrapeUntil(t, (samples) =>
    Object.entries(expected).every(([name, up]) => gain(before, samples, name) === up),
  );
  for (const [name, up] of Object.entries(expected)) {
    const seen = gain(before, after, name);
    t.check(`${name.replace('object_store_', '')} is what was done`, seen === up, `went up by ${seen}, not by ${up}`);
  }
  const moved = (name: string): boolean => gain(before, after, `object_store_${name}_bytes_total`) >= 4 * SIZE;
  t.check('the bytes of requests and answers are counted', moved('received') && moved('sent'));
  t.check('no key and no bucket is a label', ![...after.keys()].some((name) => name.includes(bucketName)));
  await isForAdministrators(t);
  await new Files(t, amber).delete(String(uploaded.json()?.file_id));
  for (const n of [1, 2]) await mine.delete(`${key}/${n}`, { name: 'DELETE' });
}

function gain(before: Samples, after: Samples, name: string): number {
  return (after.get(name) ?? 0) - (before.get(name) ?? 0);
}

/** A request is counted when it is over, which its client may know a moment earlier. */
async function scrapeUntil(t: JourneyContext, holds: (samples: Samples) => boolean): Promise<Samples> {
  let samples = await scrape(t);
  for (let waited = 0; waited < 10 && !holds(samples); waited++) {
    await t.sleep('150ms');
    samples = await scrape(t);
  }
  return samples;
}

async function isForAdministrators(t: JourneyContext): Promise<void> {
  const asked = (who: ConstructorParameters<typeof Files>[1], expect: number) =>
    new Files(t, who).ask('GET', '/metrics', { name: 'GET metrics of others', expect });
  const [tenantsOwn, nobodys] = [await asked(amber, 403), await asked({}, 401)];
  t.check('a tenant is shown no metrics', tenantsOwn.status === 403, String(tenantsOwn.status));
  t.check('nobody else is shown any', nobodys.status === 401, String(nobodys.status));
}
