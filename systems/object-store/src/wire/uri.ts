/**
 * Percent-encoding as S3 and its signatures define it: over bytes, so that any key survives, with one spelling for each byte
 * string. Only A-Z a-z 0-9 - . _ ~ stay plain (and the slash, in paths).
 */
import { S3Error } from './errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `%41` becomes the byte 0x41. Throws InvalidURI on a broken escape. */
export function percentDecode(text: string): Buffer {
  if (!text.includes('%')) return Buffer.from(text, 'latin1');
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) throw new S3Error('InvalidURI');
  const plain = text.replace(/%([0-9A-Fa-f]{2})/g, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1');
}

/** Bytes as text. Throws InvalidURI when they are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new S3Error('InvalidURI', 'The URI is not valid UTF-8.');
  }
}

/** The one spelling of these bytes. Example: `percentEncode(Buffer.from('a b/ü'), { slash: false })` is `a%20b/%C3%BC`. */
export function percentEncode(bytes: Uint8Array, options: { readonly slash: boolean }): string {
  let text = '';
  for (const byte of bytes) {
    const plain = isUnreserved(byte) || (byte === 0x2f && !options.slash);
    text += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}

function isUnreserved(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x5f ||
    byte === 0x7e
  );
}

/** Query parameters in the order they were sent, decoded (a plus is a space). */
export class Query {
  readonly pairs: readonly (readonly [name: string, value: string])[];

  constructor(raw: string) {
    this.pairs = raw
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const [name, ...value] = part.replaceAll('+', ' ').split('=');
        return [utf8Text(percentDecode(name ?? '')), utf8Text(percentDecode(value.join('=')))];
      });
  }

  get(name: string): string | undefined {
    return this.pairs.find((pair) => pair[0] === name)?.[1];
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }
}
