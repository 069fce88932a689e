/**
 * What a store says it does not have: each way of asking for it is answered with 501 NotImplemented. A silent yes would leave its user with
 * an object that is not encrypted, not locked, not where she thinks it is.
 */
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import type { Bucket } from './bucket.ts';
import { contentOf } from './content.ts';
import { bucketOfFirst, type S3Kit } from './part.ts';
import { codeOf } from './xml.ts';

/** Asked of the bucket, or of an object; by a word in the query, or by a header of an upload. */
interface Asking {
  readonly of: 'bucket' | 'object';
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly word: string;
}

const ofBucket = (word: string): Asking[] => [
  { of: 'bucket', method: 'GET', word },
  { of: 'bucket', method: 'PUT', word },
];

const FEATURES = {
  accelerate: { asking: ofBucket('accelerate') },
  analytics: { asking: ofBucket('analytics') },
  appending: { headers: { 'x-amz-write-offset-bytes': '100' } },
  encryption: { asking: ofBucket('encryption'), headers: { 'x-amz-server-side-encryption': 'AES256' } },
  'encryption with keys of customers': { headers: { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' } },
  grants: { headers: { 'x-amz-grant-read': 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' } },
  inventory: { asking: ofBucket('inventory') },
  'legal hold': {
    asking: [
      { of: 'object', method: 'GET', word: 'legal-hold' },
      { of: 'object', method: 'PUT', word: 'legal-hold' },
    ],
    headers: { 'x-amz-object-lock-legal-hold': 'ON' },
  },
  logging: { asking: ofBucket('logging') },
  notification: { asking: ofBucket('notification') },
  'object lock': {
    asking: [...ofBucket('object-lock'), { of: 'object', method: 'PUT', word: 'retention' }],
    headers: { 'x-amz-object-lock-mode': 'GOVERNANCE' },
  },
  'ownership controls': { asking: ofBucket('ownershipControls') },
  'public access block': { asking: ofBucket('publicAccessBlock') },
  replication: { asking: ofBucket('replication') },
  'request payment': { asking: ofBucket('requestPayment') },
  restore: { asking: [{ of: 'object', method: 'POST', word: 'restore' }] },
  select: { asking: [{ of: 'object', method: 'POST', word: 'select' }] },
  torrent: { asking: [{ of: 'object', method: 'GET', word: 'torrent' }] },
  website: { asking: ofBucket('website'), headers: { 'x-amz-website-redirect-location': '/elsewhere' } },
} as const satisfies Record<string, { asking?: readonly Asking[]; headers?: Record<string, string> }>;

export type Feature = keyof typeof FEATURES;

const ALL = Object.keys(FEATURES) as Feature[];

export function missingFeatures(kit: S3Kit, missing: readonly Feature[] = ALL): Part {
  const asking = journey(
    'missing features',
    async (t) => {
      for (const feature of missing) await isNotThere(t, bucketOfFirst(t, kit), feature);
    },
    { on: kit.system },
  );
  return {
    phases: [load('missing features', asking, { users: 1, iterations: 1, for: '30s' })],
    claims: [
      claim.checks(asking, { id: 'what is not implemented answers 501, never a silent yes', category: 'contract' }),
    ],
  };
}

/** The object is what it was before anybody asked. */
async function isNotThere(t: JourneyContext, bucket: Bucket, feature: Feature): Promise<void> {
  const key = `missing/${t.unique('object')}`;
  const before = contentOf(key, 100);
  await bucket.put(key, before, { name: 'PUT 100B' });
  const told = (how: string, answer: HttpResponse): void => {
    const right = answer.status === 501 && codeOf(answer) === 'NotImplemented';
    t.check(`501: ${feature}`, right, `${how}: ${answer.status} ${codeOf(answer)}`);
  };
  const extra = { name: `ask for ${feature}`, expect: 501 };
  const after = contentOf(`${key} after`, 200);
  const { asking = [], headers }: { asking?: readonly Asking[]; headers?: Record<string, string> } = FEATURES[feature];
  for (const { of, method, word } of asking) {
    const asked = { query: { [word]: '' }, ...(of === 'object' && { key }), ...(method !== 'GET' && { body: after }) };
    told(`${method} ${of}?${word}`, await bucket.request(method, asked, extra));
  }
  if (headers !== undefined) told(Object.keys(headers).join(), await bucket.put(key, after, { ...extra, headers }));
  const got = await bucket.get(key, { name: 'GET 100B' });
  t.check(
    'who asks for what is not there changes nothing',
    got.body.equals(before.bytes),
    `${feature}: ${got.size} bytes`,
  );
  await bucket.delete(key, { name: 'DELETE' });
}
