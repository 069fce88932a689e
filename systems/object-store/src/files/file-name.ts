/** File names are data: kept, shown, and sent back; never a path. What could be mistaken for more than a name is refused. */
import { FilesError } from './errors.ts';

const LONGEST_BYTES = 255;

/** The name as sent, without the folders some clients put before it. Throws file_name_invalid. U+FFFD stands for what was not UTF-8. */
export function readFileName(sent: string | undefined): string {
  const name = (sent ?? '').replace(/^.*[/\\]/s, '');
  const unfit = /^\.{0,2}$|\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|\uFFFD/u.test(name);
  if (unfit || Buffer.byteLength(name) > LONGEST_BYTES) throw new FilesError('file_name_invalid');
  return name;
}

/** A type as it can stand in a header; what cannot is bytes. */
export function readContentType(sent: string): string {
  return /^[\w!#$&^.+-]{1,63}\/[\w!#$&^.+-]{1,63}$/.test(sent) ? sent : 'application/octet-stream';
}

/**
 * Tells a browser to save the file under its name. Example: `attachment; filename="Sch_n.txt"; filename*=UTF-8''Sch%C3%B6n.txt`
 * (RFC 6266): the first name is for clients that do not read the second.
 */
export function contentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
