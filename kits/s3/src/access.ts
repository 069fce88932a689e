/**
 * Who is let in by what an owner says: nobody without being named, whom a policy allows, nobody whom it denies even if it allows as well,
 * and never further than that.
 */
import { claim, type HttpResponse, type JourneyContext, journey, load, type Part } from 'seatrial';
import { Bucket } from './bucket.ts';
import { contentOf } from './content.ts';
import { isOffered, OR_NOT_OFFERED } from './offered.ts';
import { ownBucket, ownBucketName, type S3Kit } from './part.ts';
import { Upload } from './upload.ts';
import { codeOf } from './xml.ts';

const OPEN = 'open/a';
const SHUT = 'shut/b';

export function access(kit: S3Kit): Part {
  const policies = journey('bucket policies', (t) => policiesDecide(t, kit, 'access'), { on: kit.system });
  const lists = journey('access lists', (t) => listsDecide(t, kit, 'access-lists'), { on: kit.system });
  const rounds = { users: 1, iterations: kit.count(4), for: '30s' } as const;
  return {
    phases: [load('bucket policies', policies, rounds), load('access lists', lists, rounds)],
    claims: [
      claim.checks(policies, { id: 'access is what policies say', category: 'security' }),
      claim.checks(lists, { id: 'access is what access lists say', category: 'security' }),
    ],
  };
}

async function policiesDecide(t: JourneyContext, kit: S3Kit, purpose: string): Promise<void> {
  const bucket = await filled(t, kit, purpose);
  const name = ownBucketName(kit, purpose);
  const extra = { name: 'PUT first POLICY', expect: [200, 204, ...OR_NOT_OFFERED] };
  if (!isOffered(await bucket.putDocument('policy', policyOf(allowing(name)), extra))) return;
  await bucket.request('DELETE', { query: { policy: '' } }, { name: 'DELETE POLICY' });
  await nobodyUnlessNamed(t, kit, name);
  await allowsAndDenies(t, kit, bucket, name);
  await uploadsAreTheirInitiators(t, kit, bucket, name);
}

/** Access lists are off by default on AWS since 2023: a store that says so has nothing here to prove. */
async function listsDecide(t: JourneyContext, kit: S3Kit, purpose: string): Promise<void> {
  const bucket = await filled(t, kit, purpose);
  const extra = { name: 'PUT ACL', headers: { 'x-amz-acl': 'private' }, expect: [200, ...OR_NOT_OFFERED] };
  const put = await bucket.request('PUT', { query: { acl: '' } }, extra);
  if (!isOffered(put)) return;
  await nobodyUnlessNamed(t, kit, ownBucketName(kit, purpose));
  await listsAreNotObjects(t, bucket, ownBucketName(kit, purpose));
}

async function filled(t: JourneyContext, kit: S3Kit, purpose: string): Promise<Bucket> {
  const bucket = ownBucket(t, kit, purpose);
  await bucket.create();
  for (const key of [OPEN, SHUT]) await bucket.put(key, contentOf(key, 100), { name: 'PUT 100B' });
  return bucket;
}

function unsigned(t: JourneyContext, path: string): Promise<HttpResponse> {
  return t.http.get(path, { name: 'GET unsigned', expect: [200, 401, 403, 404] });
}

function denied(t: JourneyContext, what: string, answer: HttpResponse): void {
  t.check(`denied: ${what}`, answer.status === 403 || answer.status === 401, codeOf(answer));
}

function allowed(t: JourneyContext, what: string, answer: HttpResponse): void {
  t.check(`allowed: ${what}`, answer.status === 200, codeOf(answer));
}

async function nobodyUnlessNamed(t: JourneyContext, kit: S3Kit, name: string): Promise<void> {
  denied(t, 'objects, to who does not sign', await unsigned(t, `/${name}/${OPEN}`));
  denied(t, 'lists, to who does not sign', await unsigned(t, `/${name}?list-type=2`));
  denied(t, 'what is not there, to who does not sign', await unsigned(t, `/${name}/missing`));
  denied(
    t,
    'writing, to who does not sign',
    await t.http.put(`/${name}/new`, { body: 'x', name: 'PUT unsigned', expect: 403 }),
  );
  const other = kit.accounts[1];
  if (other === undefined) return;
  const stranger = new Bucket(t, other, kit.region, name);
  denied(t, 'objects, to a stranger', await stranger.get(OPEN, { name: 'GET stranger', expect: 403 }));
  denied(
    t,
    'writing a policy, to a stranger',
    await stranger.putDocument('policy', '{}', { name: 'PUT POLICY', expect: 403 }),
  );
}

type Statement = Readonly<Record<'Effect' | 'Principal' | 'Action' | 'Resource', string>>;

/** Everybody may read every object of the bucket. */
function allowing(name: string): Statement {
  return { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` };
}

function policyOf(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** Everybody may read everything but what is shut, and the owner's own word against herself counts as well. */
async function allowsAndDenies(t: JourneyContext, kit: S3Kit, bucket: Bucket, name: string): Promise<void> {
  const allow = allowing(name);
  const deny = { ...allow, Effect: 'Deny', Resource: `arn:aws:s3:::${name}/shut/*` };
  for (const statements of [
    [allow, deny],
    [deny, allow],
  ]) {
    const put = await bucket.putDocument('policy', policyOf(...statements), { name: 'PUT POLICY' });
    t.check('an owner can set a policy', put.status === 204 || put.status === 200, codeOf(put));
    allowed(t, 'what a policy allows everybody', await unsigned(t, `/${name}/${OPEN}`));
    denied(t, 'what a policy allows and denies', await unsigned(t, `/${name}/${SHUT}`));
    denied(t, 'what a policy says nothing about', await unsigned(t, `/${name}?list-type=2`));
    denied(t, 'what a policy denies everybody, to the owner', await bucket.get(SHUT, { name: 'GET own', expect: 403 }));
    const other = kit.accounts[1];
    if (other === undefined) continue;
    const stranger = new Bucket(t, other, kit.region, name);
    denied(t, 'what a policy denies, to a stranger', await stranger.get(SHUT, { name: 'GET stranger', expect: 403 }));
  }
  await bucket.request('DELETE', { query: { policy: '' } }, { name: 'DELETE POLICY' });
  denied(t, 'what a policy allowed until it was deleted', await unsigned(t, `/${name}/${OPEN}`));
}

/** Whoever may write may begin an upload in parts, and who began it may say what is in it and give it up. */
async function uploadsAreTheirInitiators(t: JourneyContext, kit: S3Kit, bucket: Bucket, name: string): Promise<void> {
  const other = kit.accounts[1];
  if (other === undefined) return;
  await bucket.putDocument('policy', policyOf({ ...allowing(name), Action: 's3:PutObject' }), { name: 'PUT POLICY' });
  const upload = await Upload.begin(new Bucket(t, other, kit.region, name), 'upload of a stranger');
  const parts = await upload?.parts({ expect: [200, 403] });
  t.check(
    'allowed: the parts of an upload, to the stranger who began it',
    parts?.status === 200,
    String(parts?.status),
  );
  const aborted = await upload?.abort({ expect: [204, 403] });
  t.check(
    'allowed: to give an upload up, to the stranger who began it',
    aborted?.status === 204,
    String(aborted?.status),
  );
  await bucket.request('DELETE', { query: { policy: '' } }, { name: 'DELETE POLICY' });
}

/** A public list says which keys there are; what is in them is the objects' own business. */
async function listsAreNotObjects(t: JourneyContext, bucket: Bucket, name: string): Promise<void> {
  await bucket.request('PUT', { query: { acl: '' } }, { name: 'PUT ACL', headers: { 'x-amz-acl': 'public-read' } });
  allowed(t, 'the list of a public bucket', await unsigned(t, `/${name}?list-type=2`));
  const missing = await unsigned(t, `/${name}/missing`);
  t.check('what is not there is 404 to whoever may list', missing.status === 404, codeOf(missing));
  denied(t, 'private objects of a public bucket', await unsigned(t, `/${name}/${SHUT}`));
  const objectAcl = { key: OPEN, query: { acl: '' } };
  await bucket.request('PUT', objectAcl, { name: 'PUT ACL', headers: { 'x-amz-acl': 'public-read' } });
  allowed(t, 'a public object', await unsigned(t, `/${name}/${OPEN}`));
  await bucket.request('PUT', objectAcl, { name: 'PUT ACL', headers: { 'x-amz-acl': 'private' } });
  denied(t, 'an object that is private again', await unsigned(t, `/${name}/${OPEN}`));
}
