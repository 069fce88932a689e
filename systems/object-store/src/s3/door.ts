/**
 * The one door to a bucket: it exists, its owner is whom the client expects, and everything that the operation needs is allowed to whoever
 * asks. Handlers do not decide; they open the door, and what they may do follows from the operation they answer.
 */
import { type Action, actionsOf, type GuardedOperation } from '../access/actions.ts';
import { policyOf } from '../access/decide.ts';
import type { AccessQuestion } from '../access/question.ts';
import type { Principal } from '../auth/principal.ts';
import type { Bucket } from '../metadata/interface/buckets.ts';
import type { ObjectEntry } from '../metadata/interface/objects.ts';
import { S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';
import type { Services } from './handler.ts';
import { namedVersion } from './versions.ts';

/** Whoever signed the call: for what needs a tenant and has no bucket yet. Throws AccessDenied. */
export function signerOf(call: Call): Principal {
  if (call.principal === undefined) throw new S3Error('AccessDenied', 'The request is not signed.');
  return call.principal;
}

/** Throws NoSuchBucket or AccessDenied. */
export async function openBucket(call: Call, services: Services): Promise<Bucket> {
  const bucket = await findBucket(call, services, call.target.bucket, 'x-amz-expected-bucket-owner');
  const { key } = call.target;
  const versionId = namedVersion(call);
  const actions = actionsOf(call.target.operation as GuardedOperation, versionId, call.headers);
  const initiator = isStranger(call, bucket) ? await initiatorOf(call, services, bucket) : undefined;
  await admit(call, services, bucket, { key, versionId, actions, initiator });
  return bucket;
}

async function initiatorOf({ query, target }: Call, services: Services, bucket: Bucket): Promise<string | undefined> {
  const uploadId = query.get('uploadId');
  return uploadId === undefined
    ? undefined
    : (await services.metadata.upload(bucket.id, target.key, uploadId))?.initiator;
}

/** The same for the bucket that a copy reads from. */
export async function openSourceBucket(
  call: Call,
  services: Services,
  source: { readonly bucket: string; readonly key: string; readonly versionId: string | undefined },
): Promise<Bucket> {
  const bucket = await findBucket(call, services, source.bucket, 'x-amz-source-expected-bucket-owner');
  await admit(call, services, bucket, { ...source, actions: actionsOf('GetObject', source.versionId, new Map()) });
  return bucket;
}

/** The bucket of a batch, and a door for each of its items, which throws AccessDenied. */
export async function openBucketForBatch(
  call: Call,
  services: Services,
): Promise<{ readonly bucket: Bucket; readonly admitItem: (key: string, versionId?: string) => Promise<void> }> {
  const bucket = await findBucket(call, services, call.target.bucket, 'x-amz-expected-bucket-owner');
  const admitItem = (key: string, versionId?: string): Promise<void> =>
    admit(call, services, bucket, { key, versionId, actions: actionsOf('DeleteObjects', versionId, call.headers) });
  return { bucket, admitItem };
}

async function findBucket(call: Call, services: Services, name: string, ownerHeader: string): Promise<Bucket> {
  const bucket = await services.metadata.bucket(name);
  if (bucket === undefined) throw new S3Error('NoSuchBucket');
  if ((call.headers.get(ownerHeader) ?? bucket.tenant) !== bucket.tenant) throw new S3Error('AccessDenied');
  return bucket;
}

interface Asked {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly actions: readonly Action[];
  /** Who began the upload that the call names. */
  readonly initiator?: string | undefined;
}

async function admit(call: Call, services: Services, bucket: Bucket, asked: Asked): Promise<void> {
  const { key, versionId, actions } = asked;
  const looks = key !== '' && dependsOnObject(call, bucket);
  const found = looks ? await services.metadata.object(bucket.id, key, versionId) : undefined;
  const object = found === undefined || 'deleteMarker' in found ? undefined : found;
  const allowed = judge(call, services, bucket, asked, object);
  if (!actions.every(allowed)) throw new S3Error('AccessDenied');
  // Whoever may not list must not learn from a 404 which keys there are.
  const reads = actions.some((action) => action.startsWith('s3:GetObject'));
  if (isStranger(call, bucket) && reads && object === undefined && !allowed('s3:ListBucket')) {
    throw new S3Error('AccessDenied');
  }
}

/**
 * Judges the object that the call is about to answer with: since the door was opened another one, with an ACL and tags of its own, may have
 * taken its place. Throws AccessDenied.
 */
export function admitFound(call: Call, services: Services, bucket: Bucket, entry: ObjectEntry): void {
  const versionId = namedVersion(call);
  const actions = actionsOf(call.target.operation as GuardedOperation, versionId, call.headers);
  requireAll(call, services, bucket, { key: entry.key, versionId, actions }, entry);
}

/** The same for the object that a copy reads. */
export function admitFoundSource(
  call: Call,
  services: Services,
  bucket: Bucket,
  entry: ObjectEntry,
  versionId: string | undefined,
): void {
  const actions = actionsOf('GetObject', versionId, new Map());
  requireAll(call, services, bucket, { key: entry.key, versionId, actions }, entry);
}

function requireAll(call: Call, services: Services, bucket: Bucket, asked: Asked, entry: ObjectEntry): void {
  if (!dependsOnObject(call, bucket)) return;
  if (!asked.actions.every(judge(call, services, bucket, asked, entry))) throw new S3Error('AccessDenied');
}

function judge(
  call: Call,
  services: Services,
  bucket: Bucket,
  { key, versionId, initiator }: Asked,
  object: ObjectEntry | undefined,
): (action: Action) => boolean {
  const { principal, headers, query, sourceIp, secure } = call;
  const request = { headers, query, sourceIp, secure, nowMs: Date.now() };
  const question: Omit<AccessQuestion, 'action'> = { principal, bucket, key, versionId, object, initiator, request };
  return (action) => services.policy({ ...question, action });
}

/** Otherwise whether something is allowed is the same for every object of a key. */
function dependsOnObject(call: Call, bucket: Bucket): boolean {
  return isStranger(call, bucket) || policyOf(bucket)?.asksForTags === true;
}

function isStranger({ principal }: Call, bucket: Bucket): boolean {
  return principal?.tenant !== bucket.tenant;
}
