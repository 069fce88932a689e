/**
 * Reads the XML that S3 clients send. Hostile input is expected: the size is capped by the caller, a DOCTYPE is refused, the
 * parser expands no entity, and only XML's five names and character references are decoded here, once.
 */
import { XMLParser } from 'fast-xml-parser';
import { S3Error } from './errors.ts';

/** Largest XML body taken, in bytes: a thousand keys of 1024 bytes, escaped. */
export const maximumXmlBytes = 2 * 1024 * 1024;

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  isArray: (name) => name === 'Object',
});

/** The `LocationConstraint` of a CreateBucketConfiguration, if any. */
export function readLocation(xml: string): string | undefined {
  const root = parse(xml, 'CreateBucketConfiguration');
  return textOf(root.LocationConstraint);
}

export interface DeleteRequest {
  readonly quiet: boolean;
  readonly keys: readonly string[];
}

/** A DeleteObjects body: 1 to 1000 keys. Throws MalformedXML; version ids are refused with NotImplemented. */
export function readDelete(xml: string): DeleteRequest {
  const root = parse(xml, 'Delete');
  const objects = root.Object;
  if (!Array.isArray(objects) || objects.length > 1000) throw new S3Error('MalformedXML');
  const keys = objects.map((entry: unknown) => {
    if (!isRecord(entry)) throw new S3Error('MalformedXML');
    if (entry.VersionId !== undefined) throw new S3Error('NotImplemented', 'Versioning is not implemented.');
    const key = textOf(entry.Key);
    if (key === undefined || key === '') throw new S3Error('MalformedXML');
    return key;
  });
  return { quiet: textOf(root.Quiet)?.trim() === 'true', keys };
}

function parse(xml: string, rootName: string): Record<string, unknown> {
  if (/<!doctype/i.test(xml)) throw new S3Error('MalformedXML', 'A DOCTYPE is not accepted.');
  let parsed: unknown;
  try {
    parsed = parser.parse(xml, true);
  } catch {
    throw new S3Error('MalformedXML');
  }
  const root = isRecord(parsed) ? parsed[rootName] : undefined;
  if (root === '') return {};
  if (!isRecord(root)) throw new S3Error('MalformedXML');
  return root;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw new S3Error('MalformedXML');
  return value.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]+);/gi, (_whole, name: string) => decodeReference(name));
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeReference(name: string): string {
  const named = Object.hasOwn(characters, name) ? characters[name] : undefined;
  if (named !== undefined) return named;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  if (Number.isNaN(code) || code > 0x10ffff) throw new S3Error('MalformedXML');
  return String.fromCodePoint(code);
}
