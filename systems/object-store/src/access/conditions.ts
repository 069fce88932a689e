/**
 * The `Condition` of a statement: read once, then asked for every request. All operators and all keys must hold; of the values of one key
 * any may. A key the request does not have fails what affirms and passes what negates, as in AWS ("IAM JSON policy elements: Condition
 * operators" and "Multivalued context keys").
 */
import { S3Error } from '../wire/errors.ts';
import { asksForTagsOfObject, hasManyValues, isConditionKey, valuesOf } from './condition-keys.ts';
import { operatorNamed, type Test } from './condition-operators.ts';
import { isRecord, malformed, textsOf } from './policy-text.ts';
import type { AccessQuestion } from './question.ts';

export interface Condition {
  readonly key: string;
  /** As the policy spells it: for `isPublic`. */
  readonly operator: string;
  readonly expected: readonly string[];
  readonly holds: (question: AccessQuestion) => boolean;
}

/** Throws MalformedPolicy for every operator, key and value that could not be honoured. */
export function readConditions(condition: unknown): readonly Condition[] {
  if (condition === undefined) return [];
  if (!isRecord(condition)) throw malformed('Condition must be an object.');
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!isRecord(keys)) throw malformed(`Condition ${operator} must be an object.`);
    return Object.entries(keys).map(([key, values]) => readCondition(operator, key, values));
  });
}

export function asksForTags(conditions: readonly Condition[]): boolean {
  return conditions.some(({ key }) => asksForTagsOfObject(key));
}

function readCondition(spelled: string, key: string, values: unknown): Condition {
  if (!isConditionKey(key)) throw malformed(`Policy has an invalid condition key - ${key}.`);
  const expected = textsOf(values, `Condition ${spelled} ${key}`);
  const [, set, name = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(spelled) ?? [];
  if (set === undefined && hasManyValues(key)) throw malformed(`${key} needs ForAnyValue or ForAllValues.`);
  const holds =
    name === 'Null'
      ? nullTest(spelled, key, expected)
      : test(spelled, name, set, ifExists !== undefined, key, expected);
  return { key, operator: spelled, expected, holds };
}

function nullTest(spelled: string, key: string, expected: readonly string[]): Condition['holds'] {
  if (spelled !== 'Null') throw malformed(`Policy has an invalid condition operator - ${spelled}.`);
  const [value = '', ...others] = expected;
  if (others.length > 0 || !/^(?:true|false)$/i.test(value)) throw malformed(`Null ${key} must be true or false.`);
  const absent = value.toLowerCase() === 'true';
  return (question) => (valuesOf(key, question).length === 0) === absent;
}

function test(
  spelled: string,
  name: string,
  set: string | undefined,
  ifExists: boolean,
  key: string,
  expected: readonly string[],
): Condition['holds'] {
  const operator = operatorNamed(name);
  if (operator === undefined) throw malformed(`Policy has an invalid condition operator - ${spelled}.`);
  const tests = expected.map((value): Test => {
    if (value.includes('${')) throw new S3Error('MalformedPolicy', 'Policy variables are not implemented.');
    const compare = operator.testFor(value);
    if (compare === undefined) throw malformed(`${spelled} cannot compare with '${value}'.`);
    return compare;
  });
  const passes = (value: string): boolean => tests.some((compare) => compare(value)) !== operator.negated;
  return (question) => {
    const values = valuesOf(key, question);
    if (values.length > 0) return set === 'ForAnyValue' ? values.some(passes) : values.every(passes);
    if (ifExists || set === 'ForAllValues') return true;
    return set === undefined && operator.negated;
  };
}
