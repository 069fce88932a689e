/**
 * `LifecycleConfiguration`: 1 to 1000 rules that expire things. What S3 can do besides (moving objects to other storage classes) is refused
 * with NotImplemented, and so is every element that is not understood: a rule that deletes must never be half understood.
 */
import { createHash } from 'node:crypto';
import type { Expiration, LifecycleFilter, LifecycleRule } from '../../lifecycle/rules.ts';
import type { Tags } from '../../metadata/interface/objects.ts';
import { S3Error } from '../errors.ts';
import { checkedTags } from '../tags.ts';
import { elementsOf, onlyChildren, readXml, requiredText, textOf, type XmlElement } from '../xml-in.ts';
import { branch, document, isoTime, leaf } from '../xml-out.ts';
import { readTagSet } from './tagging.ts';

const MOST_RULES = 1000;
const LONGEST_ID = 255;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Throws MalformedXML, InvalidArgument, InvalidRequest, InvalidTag or NotImplemented. */
export function readLifecycle(xml: string): readonly LifecycleRule[] {
  const root = readXml(xml, 'LifecycleConfiguration');
  onlyChildren(root, ['Rule']);
  const rules = elementsOf(root, 'Rule').map(readRule);
  if (rules.length === 0 || rules.length > MOST_RULES) throw malformed(`There can be 1 to ${MOST_RULES} rules.`);
  if (new Set(rules.map(({ id }) => id)).size < rules.length) throw invalid('Rule ID must be unique.');
  return rules;
}

function readRule(rule: XmlElement, index: number): LifecycleRule {
  const actions = ['Expiration', 'NoncurrentVersionExpiration', 'AbortIncompleteMultipartUpload'];
  onlyChildren(rule, ['ID', 'Status', 'Prefix', 'Filter', ...actions]);
  const status = textOf(rule, 'Status')?.trim();
  if (status !== 'Enabled' && status !== 'Disabled') throw malformed('Status must be Enabled or Disabled.');
  const id = textOf(rule, 'ID') || generatedId(rule, index);
  if (id.length > LONGEST_ID) throw invalid(`ID length should not exceed allowed limit of ${LONGEST_ID}.`);
  const filter = readFilter(rule);
  const expiration = readExpiration(oneOf(rule, 'Expiration'));
  const noncurrent = readNoncurrent(oneOf(rule, 'NoncurrentVersionExpiration'));
  const abortion = oneOf(rule, 'AbortIncompleteMultipartUpload');
  if (expiration === undefined && noncurrent === undefined && abortion === undefined) {
    throw new S3Error('InvalidRequest', 'At least one action needs to be specified in a rule.');
  }
  const besidesPrefix =
    Object.keys(filter.tags).length > 0 ||
    filter.largerThanBytes !== undefined ||
    filter.smallerThanBytes !== undefined;
  if (besidesPrefix && (abortion !== undefined || expiration?.by === 'lone-delete-marker')) {
    throw new S3Error('InvalidRequest', 'Uploads and delete markers have neither tags nor a size to filter by.');
  }
  if (abortion !== undefined) onlyChildren(abortion, ['DaysAfterInitiation']);
  const abortUploadsAfterDays = abortion === undefined ? undefined : readDays(abortion, 'DaysAfterInitiation');
  const ownPrefix = rule.Prefix === undefined ? {} : ({ ownPrefix: true } as const);
  return { id, enabled: status === 'Enabled', filter, ...ownPrefix, expiration, noncurrent, abortUploadsAfterDays };
}

/** The same for the same rule at the same place. */
function generatedId(rule: XmlElement, index: number): string {
  return createHash('sha256')
    .update(`${index} ${JSON.stringify(rule)}`)
    .digest('base64url')
    .slice(0, 32);
}

/** `Filter`, or the `Prefix` of the rule itself as before there were filters. */
function readFilter(rule: XmlElement): LifecycleFilter {
  const filter = oneOf(rule, 'Filter');
  const ownPrefix = textOf(rule, 'Prefix');
  if ((filter === undefined) === (ownPrefix === undefined)) throw malformed('A rule has a Filter, or a Prefix.');
  if (filter === undefined) return readConditions({ Prefix: ownPrefix });
  const and = oneOf(filter, 'And');
  if (and === undefined) {
    const conditions = Object.keys(filter).filter((name) => name !== '#text');
    if (conditions.length > 1) throw malformed('Several conditions of a Filter stand in an And.');
    return readConditions(filter);
  }
  onlyChildren(filter, ['And']);
  return readConditions(and);
}

function readConditions(from: XmlElement): LifecycleFilter {
  onlyChildren(from, ['Prefix', 'Tag', 'ObjectSizeGreaterThan', 'ObjectSizeLessThan']);
  return {
    prefix: textOf(from, 'Prefix') ?? '',
    tags: readTags(from),
    largerThanBytes: readCount(from, 'ObjectSizeGreaterThan', 0),
    smallerThanBytes: readCount(from, 'ObjectSizeLessThan', 1),
  };
}

function readTags(from: XmlElement): Tags {
  const pairs = readTagSet(from);
  return checkedTags(pairs, pairs.length);
}

function readExpiration(expiration: XmlElement | undefined): Expiration | undefined {
  if (expiration === undefined) return undefined;
  onlyChildren(expiration, ['Days', 'Date', 'ExpiredObjectDeleteMarker']);
  const names = Object.keys(expiration).filter((name) => name !== '#text');
  if (names.length !== 1) throw malformed('An Expiration has Days, Date or ExpiredObjectDeleteMarker.');
  if (names[0] === 'Days') return { by: 'days', days: readDays(expiration, 'Days') };
  if (names[0] === 'Date') return { by: 'date', dateMs: readMidnight(requiredText(expiration, 'Date').trim()) };
  const marker = requiredText(expiration, 'ExpiredObjectDeleteMarker').trim();
  if (marker !== 'true' && marker !== 'false') throw malformed('ExpiredObjectDeleteMarker must be true or false.');
  return marker === 'true' ? { by: 'lone-delete-marker' } : undefined;
}

function readNoncurrent(noncurrent: XmlElement | undefined): LifecycleRule['noncurrent'] {
  if (noncurrent === undefined) return undefined;
  onlyChildren(noncurrent, ['NoncurrentDays', 'NewerNoncurrentVersions']);
  const keep = readCount(noncurrent, 'NewerNoncurrentVersions', 1) ?? 0;
  if (keep > 100) throw invalid('NewerNoncurrentVersions must be at most 100.');
  return { days: readDays(noncurrent, 'NoncurrentDays'), keep };
}

function readDays(from: XmlElement, name: string): number {
  const days = readCount(from, name, 1);
  if (days === undefined) throw malformed(`${name} is missing.`);
  return days;
}

function readCount(from: XmlElement, name: string, least: number): number | undefined {
  const text = textOf(from, name)?.trim();
  if (text === undefined) return undefined;
  if (!/^-?\d{1,12}$/.test(text)) throw malformed(`${name} must be a whole number.`);
  if (Number(text) < least) throw invalid(`${name} must be ${least} or more.`);
  return Number(text);
}

function readMidnight(text: string): number {
  const dateMs = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(dateMs)) throw malformed('Date must be in ISO 8601.');
  if (dateMs % DAY_MS !== 0) throw invalid("'Date' must be at midnight GMT.");
  return dateMs;
}

function oneOf(parent: XmlElement, name: string): XmlElement | undefined {
  const [element, ...others] = elementsOf(parent, name);
  if (others.length > 0) throw malformed(`There is more than one ${name}.`);
  return element;
}

function malformed(message: string): S3Error {
  return new S3Error('MalformedXML', message);
}

function invalid(message: string): S3Error {
  return new S3Error('InvalidArgument', message);
}

export function lifecycleXml(rules: readonly LifecycleRule[]): string {
  return document(
    'LifecycleConfiguration',
    rules.map((rule) =>
      branch('Rule', [
        leaf('ID', rule.id),
        rule.ownPrefix === true ? leaf('Prefix', rule.filter.prefix) : filterXml(rule.filter),
        leaf('Status', rule.enabled ? 'Enabled' : 'Disabled'),
        ...(rule.expiration === undefined ? [] : [branch('Expiration', [expirationXml(rule.expiration)])]),
        ...(rule.noncurrent === undefined
          ? []
          : [
              branch('NoncurrentVersionExpiration', [
                leaf('NoncurrentDays', rule.noncurrent.days),
                ...(rule.noncurrent.keep === 0 ? [] : [leaf('NewerNoncurrentVersions', rule.noncurrent.keep)]),
              ]),
            ]),
        ...(rule.abortUploadsAfterDays === undefined
          ? []
          : [branch('AbortIncompleteMultipartUpload', [leaf('DaysAfterInitiation', rule.abortUploadsAfterDays)])]),
      ]),
    ),
  );
}

function filterXml(filter: LifecycleFilter): string {
  const others = [
    ...Object.entries(filter.tags).map(([key, value]) => branch('Tag', [leaf('Key', key), leaf('Value', value)])),
    ...(filter.largerThanBytes === undefined ? [] : [leaf('ObjectSizeGreaterThan', filter.largerThanBytes)]),
    ...(filter.smallerThanBytes === undefined ? [] : [leaf('ObjectSizeLessThan', filter.smallerThanBytes)]),
  ];
  const conditions = filter.prefix === '' && others.length > 0 ? others : [leaf('Prefix', filter.prefix), ...others];
  return branch('Filter', conditions.length === 1 ? conditions : [branch('And', conditions)]);
}

function expirationXml(expiration: Expiration): string {
  if (expiration.by === 'days') return leaf('Days', expiration.days);
  return expiration.by === 'date' ? leaf('Date', isoTime(expiration.dateMs)) : leaf('ExpiredObjectDeleteMarker', true);
}
