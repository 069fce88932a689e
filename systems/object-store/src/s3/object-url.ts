/** The address of an object as its client would write it: the host it asked for, and https when a proxy took TLS off. It is only told, never believed. */
import { percentEncode } from '../wire/uri.ts';
import type { Call } from './call.ts';

export function objectUrl(call: Pick<Call, 'headers'>, bucket: string, key: string): string {
  const scheme = call.headers.get('x-forwarded-proto')?.toLowerCase() === 'https' ? 'https' : 'http';
  return `${scheme}://${call.headers.get('host') ?? ''}/${bucket}/${percentEncode(Buffer.from(key), { slash: false })}`;
}
