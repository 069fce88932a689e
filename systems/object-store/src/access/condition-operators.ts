/**
 * The operators of conditions: how one value of a request is compared with one value of a policy. A policy's value is read once, when the
 * policy is, and refused there when it is not of the operator's kind; a request's value that is not of the kind matches nothing.
 */
import { BlockList, isIP } from 'node:net';
import { matches } from './wildcard.ts';

/** Compares a request's value with the policy's value it was made for. */
export type Test = (value: string) => boolean;

export interface Operator {
  /** `StringNotEquals` is the negation of `StringEquals`, over all of its values. */
  readonly negated: boolean;
  /** Undefined when the policy's value is not one that this operator can compare with. */
  readonly testFor: (expected: string) => Test | undefined;
}

const equals =
  (expected: string): Test =>
  (value) =>
    value === expected;
const equalsIgnoringCase =
  (expected: string): Test =>
  (value) =>
    value.toLowerCase() === expected.toLowerCase();
const like =
  (expected: string): Test =>
  (value) =>
    matches(expected, value);

const bool = (expected: string): Test | undefined =>
  /^(?:true|false)$/i.test(expected) ? equalsIgnoringCase(expected) : undefined;

function ordered(read: (text: string) => number, holds: (value: number, expected: number) => boolean) {
  return (expected: string): Test | undefined => {
    const bound = read(expected);
    if (Number.isNaN(bound)) return undefined;
    return (value) => !Number.isNaN(read(value)) && holds(read(value), bound);
  };
}

function readNumber(text: string): number {
  return /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(text.trim()) ? Number(text) : Number.NaN;
}

/** ISO 8601 with seconds and a zone, a day, or seconds since 1970. */
function readDate(text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?$/.test(text)) return Number.NaN;
  return Date.parse(text);
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address. */
function inNetwork(expected: string): Test | undefined {
  const [address = '', bits, ...rest] = expected.split('/');
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (version === 0 || rest.length > 0 || !(prefix <= longest)) return undefined;
  const network = new BlockList();
  network.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6');
  return (value) => {
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(value)?.[1] ?? value;
    const valueVersion = isIP(mapped);
    return valueVersion !== 0 && network.check(mapped, valueVersion === 4 ? 'ipv4' : 'ipv6');
  };
}

const comparisons: Readonly<Record<string, (value: number, expected: number) => boolean>> = {
  Equals: (value, expected) => value === expected,
  LessThan: (value, expected) => value < expected,
  LessThanEquals: (value, expected) => value <= expected,
  GreaterThan: (value, expected) => value > expected,
  GreaterThanEquals: (value, expected) => value >= expected,
};

const positive: Readonly<Record<string, Operator['testFor']>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoringCase,
  StringLike: like,
  Bool: bool,
  IpAddress: inNetwork,
  ...Object.fromEntries(
    Object.entries(comparisons).flatMap(([name, holds]) => [
      [`Numeric${name}`, ordered(readNumber, holds)],
      [`Date${name}`, ordered(readDate, holds)],
    ]),
  ),
};

const NEGATIVE: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NotIpAddress: 'IpAddress',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

/** Undefined when there is no such operator. */
export function operatorNamed(name: string): Operator | undefined {
  const affirmed = Object.hasOwn(NEGATIVE, name) ? (NEGATIVE[name] ?? '') : name;
  const testFor = Object.hasOwn(positive, affirmed) ? positive[affirmed] : undefined;
  return testFor === undefined ? undefined : { negated: affirmed !== name, testFor };
}
