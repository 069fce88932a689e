/**
 * Reads the XML that S3 clients send; `documents/` knows what each document means. Hostile input is expected: the size is capped by the
 * caller, a DOCTYPE is refused, the parser expands no entity, and only XML's five names and character references are decoded here, once.
 */
import { XMLParser } from 'fast-xml-parser';
import { S3Error } from './errors.ts';

/** Largest XML body taken, in bytes: a thousand keys of 1024 bytes, escaped. */
export const MAXIMUM_XML_BYTES = 2 * 1024 * 1024;

/** Ten thousand parts with a checksum each have 80 002; nobody else is served while a document is read. */
const MOST_TAGS = 100_000;

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
});

/** An element that has children, by name: a text, an element, or an array of these where the name is repeated. */
export type XmlElement = Readonly<Record<string, unknown>>;

/** The root element of the document. Throws MalformedXML, also when the root has another name. */
export function readXml(xml: string, rootName: string): XmlElement {
  if (/<!doctype/i.test(xml)) throw new S3Error('MalformedXML', 'A DOCTYPE is not accepted.');
  if (hasMoreTags(xml, MOST_TAGS)) throw new S3Error('MalformedXML', `There are more than ${MOST_TAGS} tags.`);
  let parsed: unknown;
  try {
    parsed = parser.parse(xml, true);
  } catch {
    throw new S3Error('MalformedXML');
  }
  if (!isElement(parsed)) throw new S3Error('MalformedXML');
  return asElement(parsed[rootName]);
}

function hasMoreTags(xml: string, most: number): boolean {
  let tags = 0;
  for (let at = xml.indexOf('<'); at >= 0 && tags <= most; at = xml.indexOf('<', at + 1)) tags += 1;
  return tags > most;
}

/** The elements of this name, in their order; none when there are none. Throws MalformedXML when one of them is a text. */
export function elementsOf(parent: XmlElement, name: string): XmlElement[] {
  const value = parent[name];
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(asElement);
}

/** The text of the one child of this name. Throws MalformedXML when there are several, or when it has children. */
export function textOf(parent: XmlElement, name: string): string | undefined {
  const value = parent[name];
  return value === undefined ? undefined : asText(value);
}

/** The texts of all children of this name. Throws MalformedXML when one of them has children. */
export function textsOf(parent: XmlElement, name: string): string[] {
  const value = parent[name];
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(asText);
}

/** Throws NotImplemented when the element has a child of another name: what is not understood is not accepted. */
export function onlyChildren(parent: XmlElement, names: readonly string[]): void {
  const other = Object.keys(parent).find((name) => name !== '#text' && !names.includes(name));
  if (other !== undefined) throw new S3Error('NotImplemented', `The element ${other} is not implemented here.`);
}

/** The same, for a child that must be there. */
export function requiredText(parent: XmlElement, name: string): string {
  const text = textOf(parent, name);
  if (text === undefined) throw new S3Error('MalformedXML', `${name} is missing.`);
  return text;
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new S3Error('MalformedXML');
  return value.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]+);/gi, (_whole, name: string) => decodeReference(name));
}

/** The parser makes '' of an element with nothing in it. */
function asElement(value: unknown): XmlElement {
  if (typeof value === 'string' && value.trim() === '') return {};
  if (!isElement(value)) throw new S3Error('MalformedXML');
  return value;
}

function isElement(value: unknown): value is XmlElement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeReference(name: string): string {
  const named = Object.hasOwn(characters, name) ? characters[name] : undefined;
  if (named !== undefined) return named;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  if (Number.isNaN(code) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new S3Error('MalformedXML');
  return String.fromCodePoint(code);
}
