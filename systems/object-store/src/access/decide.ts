/**
 * The answer at the door, in S3's order: what the bucket policy denies is denied, whoever asks; the owner's tenant may do the rest; others
 * may what the policy or an ACL allows, and whoever began an upload may give it up. The owner can always see and replace the policy, so that
 * nobody locks themselves out.
 */
import { type BucketPolicy, readPolicy, verdictOf } from './bucket-policy.ts';
import { aclAllows } from './canned-acl.ts';
import type { AccessQuestion, Policy } from './question.ts';

const MANAGING: readonly string[] = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'];
const OF_INITIATORS: readonly string[] = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

export const decide: Policy = (question) => {
  const isOwner = question.principal?.tenant === question.bucket.tenant;
  if (isOwner && MANAGING.includes(question.action)) return true;
  const policy = policyOf(question.bucket);
  const verdict = policy === undefined ? 'silent' : verdictOf(policy, question);
  if (verdict === 'deny') return false;
  return isOwner || verdict === 'allow' || isInitiator(question) || aclAllows(question);
};

/** Of the upload that is to be listed or aborted. Source: "Multipart upload API and permissions", Amazon S3 user guide. */
function isInitiator({ action, principal, initiator }: AccessQuestion): boolean {
  return OF_INITIATORS.includes(action) && principal !== undefined && principal.tenant === initiator;
}

const MOST_KNOWN = 1000;
const known = new Map<string, BucketPolicy>();

/** The bucket's policy, read once for as long as its text stays the same. */
export function policyOf(bucket: AccessQuestion['bucket']): BucketPolicy | undefined {
  const text = bucket.settings.policy;
  if (text === undefined) return undefined;
  const name = `${bucket.name} ${text}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const policy = readPolicy(text, bucket.name);
  known.set(name, policy);
  return policy;
}
