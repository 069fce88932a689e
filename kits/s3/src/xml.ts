/** S3's XML as a journey reads and writes it. Texts stay as they are: `007` is a key and no number, spaces belong to it, `&#228;` is a letter. */
import { XMLParser } from 'fast-xml-parser';

const lists = ['Contents', 'Bucket', 'CommonPrefixes', 'Upload', 'Version', 'DeleteMarker', 'Tag'];
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
  isArray: (name) => lists.includes(name),
});

// biome-ignore lint/suspicious/noExplicitAny: XML from a peer has no type; whoever reads it checks what is there.
export function parseXml(text: string): any {
  try {
    return parser.parse(text);
  } catch {
    return undefined;
  }
}

/** The code of an error: `NoSuchKey`; the status where there is none. */
export function codeOf(answer: { readonly status: number; text(): string }): string {
  return /<Code>(\w+)<\/Code>/.exec(answer.text())?.[1] ?? String(answer.status);
}

/** @example element('Part', element('PartNumber', '1')) // <Part><PartNumber>1</PartNumber></Part> */
export function element(name: string, ...inside: readonly string[]): string {
  return `<${name}>${inside.join('')}</${name}>`;
}

/** As it stands in an element. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
