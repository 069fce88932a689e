/**
 * A bucket policy: JSON in, statements out, and the verdict of all statements on a question. What could not be honoured is refused when the
 * policy is read, never ignored when it is asked. Source: "Bucket policies and user policies" in the Amazon S3 user guide, with tenants in
 * the place of accounts: `arn:aws:iam::TENANT:root` is everybody of a tenant, `arn:aws:iam::TENANT:user/ACCESSKEYID` is one access key.
 */
import type { Principal } from '../auth/principal.ts';
import { type Action, ALL_ACTIONS, isBucketAction } from './actions.ts';
import { asksForTags, type Condition, readConditions } from './conditions.ts';
import { isRecord, malformed, textsOf } from './policy-text.ts';
import type { AccessQuestion } from './question.ts';
import { matches } from './wildcard.ts';

export const LONGEST_POLICY_BYTES = 20 * 1024;

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** `*`, or ARNs. */
  readonly principals: readonly string[];
  readonly speaksOf: (action: Action) => boolean;
  readonly covers: (resource: string) => boolean;
  readonly conditions: readonly Condition[];
}

export interface BucketPolicy {
  readonly statements: readonly Statement[];
  /** A condition asks for tags of the object that is there. */
  readonly asksForTags: boolean;
}

export type Verdict = 'allow' | 'deny' | 'silent';

/** Deny wins over allow; a policy that says nothing about the question is silent. */
export function verdictOf(policy: BucketPolicy, question: AccessQuestion): Verdict {
  const { bucket, key, action, principal } = question;
  const resource = `arn:aws:s3:::${bucket.name}${isBucketAction(action) ? '' : `/${key}`}`;
  const speaking = policy.statements.filter(
    ({ principals, speaksOf, covers, conditions }) =>
      principals.some((named) => isMeant(named, principal)) &&
      speaksOf(action) &&
      covers(resource) &&
      conditions.every(({ holds }) => holds(question)),
  );
  if (speaking.some(({ effect }) => effect === 'Deny')) return 'deny';
  return speaking.length > 0 ? 'allow' : 'silent';
}

function isMeant(named: string, principal: Principal | undefined): boolean {
  if (named === '*') return true;
  if (principal === undefined) return false;
  const account = `arn:aws:iam::${principal.tenant}`;
  return named === `${account}:root` || named === `${account}:user/${principal.accessKeyId}`;
}

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** Throws MalformedPolicy, in a sentence that says what is wrong. */
export function readPolicy(text: string, bucketName: string): BucketPolicy {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw malformed('Policies must be valid JSON.');
  }
  if (!isRecord(policy)) throw malformed('A policy is a JSON object.');
  onlyElements(policy, ['Version', 'Id', 'Statement']);
  const { Version = '2008-10-17', Statement } = policy;
  if (Version !== '2012-10-17' && Version !== '2008-10-17') throw malformed('The policy has an unknown Version.');
  const parts: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (parts.length === 0) throw malformed('A policy needs at least one Statement.');
  const statements = parts.map((part) => readStatement(part, bucketName));
  return { statements, asksForTags: statements.some(({ conditions }) => asksForTags(conditions)) };
}

function readStatement(part: unknown, bucketName: string): Statement {
  if (!isRecord(part)) throw malformed('A Statement is a JSON object.');
  onlyElements(part, ELEMENTS);
  const { Effect: effect } = part;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Effect must be Allow or Deny.');
  const actions = eitherOf(part, 'Action', 'NotAction');
  for (const pattern of actions.patterns) {
    if (!ALL_ACTIONS.some((action) => isNamed(pattern, action)))
      throw malformed(`Policy has invalid action - ${pattern}.`);
  }
  const resources = eitherOf(part, 'Resource', 'NotResource');
  for (const pattern of resources.patterns) checkResource(pattern, bucketName);
  if (!actions.negated && !resources.negated) checkTogether(actions.patterns, resources.patterns);
  return {
    effect,
    principals: readPrincipals(part.Principal),
    speaksOf: (action) => actions.patterns.some((pattern) => isNamed(pattern, action)) !== actions.negated,
    covers: (resource) => resources.patterns.some((pattern) => matches(pattern, resource)) !== resources.negated,
    conditions: readConditions(part.Condition),
  };
}

function onlyElements(record: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(record).find((name) => !known.includes(name));
  if (unknown !== undefined) throw malformed(`The policy element ${unknown} is unknown, or not implemented.`);
}

function eitherOf(part: Readonly<Record<string, unknown>>, name: string, negatedName: string) {
  const negated = part[name] === undefined;
  if (negated === (part[negatedName] === undefined)) throw malformed(`A Statement has ${name} or ${negatedName}.`);
  return { negated, patterns: textsOf(negated ? part[negatedName] : part[name], negated ? negatedName : name) };
}

function readPrincipals(principal: unknown): readonly string[] {
  if (principal === '*') return ['*'];
  if (!isRecord(principal) || Object.keys(principal).join() !== 'AWS') {
    throw malformed('Principal must be "*" or { "AWS": ... }.');
  }
  const named = textsOf(principal.AWS, 'Principal');
  const invalid = named.find(
    (each) => each !== '*' && !/^arn:aws:iam::[\w.-]{1,64}:(?:root|user\/[\w.-]{3,128})$/.test(each),
  );
  if (invalid !== undefined) throw malformed(`Invalid principal in policy: ${invalid}.`);
  return named;
}

/** Actions are the same in upper and lower case. */
function isNamed(pattern: string, action: Action): boolean {
  return matches(pattern.toLowerCase(), action.toLowerCase());
}

function checkResource(pattern: string, bucketName: string): void {
  const bucket = `arn:aws:s3:::${bucketName}`;
  if (pattern.includes('${')) throw malformed('Policy variables are not implemented.');
  if (pattern !== bucket && pattern !== `${bucket}*` && !pattern.startsWith(`${bucket}/`)) {
    throw malformed(`Policy has invalid resource - ${pattern}.`);
  }
}

/** An action on buckets with nothing but resources that are objects, or the other way round, would never mean anything. */
function checkTogether(actions: readonly string[], resources: readonly string[]): void {
  const ofBucket = resources.some((pattern) => !pattern.includes('/'));
  const ofObjects = resources.some((pattern) => pattern.includes('/') || pattern.endsWith('*'));
  for (const pattern of actions) {
    const named = ALL_ACTIONS.filter((action) => isNamed(pattern, action));
    if (!named.some((action) => (isBucketAction(action) ? ofBucket : ofObjects))) {
      throw malformed(`Action does not apply to any resource(s) in statement - ${pattern}.`);
    }
  }
}

/** Keys that, when a statement fixes them to given values, keep it from being for everybody. */
const NARROWING = ['aws:sourceip', 'aws:principalarn', 'aws:principalaccount'];
const FIXING = ['StringEquals', 'StringEqualsIgnoreCase', 'IpAddress'];

/** Whether the policy lets everybody in, as GetBucketPolicyStatus means it. */
export function isPublic(policy: BucketPolicy): boolean {
  return policy.statements.some(
    ({ effect, principals, conditions }) =>
      effect === 'Allow' &&
      principals.includes('*') &&
      !conditions.some(
        ({ key, operator, expected }) =>
          NARROWING.includes(key.toLowerCase()) &&
          FIXING.includes(operator) &&
          !expected.some((value) => /\/0$/.test(value)),
      ),
  );
}
