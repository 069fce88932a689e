/**
 * One page of a listing over any ordered source of keys. The items of a listing are the keys under the prefix, except that those
 * which share a delimiter after the prefix fold into one item, their common prefix; items are ordered by UTF-8 bytes and each counts
 * once toward the limit. Keys folded into a prefix are skipped with one seek, not read.
 */
import type { ListedObject, ListPage, ListQuery } from './metadata-store.ts';

/** Entries whose key bytes are `from` or later, ascending, lazily. */
export type Seek = (from: Buffer) => Iterable<{ readonly keyBytes: Buffer; readonly listed: () => ListedObject }>;

export function listPage(seek: Seek, query: ListQuery): ListPage {
  if (query.limit === 0) return { objects: [], commonPrefixes: [], continueAfter: undefined };
  const prefix = Buffer.from(query.prefix);
  const delimiter = Buffer.from(query.delimiter);
  const objects: ListedObject[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  let from: Buffer | undefined = firstKey(prefix, delimiter, Buffer.from(query.after));
  while (from !== undefined) {
    const start: Buffer = from;
    from = undefined;
    for (const { keyBytes, listed } of seek(start)) {
      if (keyBytes.compare(prefix, 0, prefix.length, 0, Math.min(keyBytes.length, prefix.length)) !== 0) break;
      if (objects.length + commonPrefixes.length === query.limit)
        return { objects, commonPrefixes, continueAfter: last };
      const folded = commonPrefix(keyBytes, prefix, delimiter);
      if (folded !== undefined) {
        last = folded.toString();
        commonPrefixes.push(last);
        from = firstBeyond(folded);
        break;
      }
      const object = listed();
      last = object.key;
      objects.push(object);
    }
  }
  return { objects, commonPrefixes, continueAfter: undefined };
}

/** The first key bytes that can belong to an item after `after`. */
function firstKey(prefix: Buffer, delimiter: Buffer, after: Buffer): Buffer {
  if (after.length === 0 || after.compare(prefix) < 0) return prefix;
  const folded = commonPrefix(after, prefix, delimiter);
  return folded === undefined ? Buffer.concat([after, Buffer.of(0)]) : firstBeyond(folded);
}

function commonPrefix(key: Buffer, prefix: Buffer, delimiter: Buffer): Buffer | undefined {
  if (delimiter.length === 0 || key.subarray(0, prefix.length).compare(prefix) !== 0) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.subarray(0, at + delimiter.length);
}

/** The least byte string greater than everything that begins with `prefix`; UTF-8 has no byte 0xFF, so the last one can grow. */
function firstBeyond(prefix: Buffer): Buffer {
  const beyond = Buffer.from(prefix);
  beyond[beyond.length - 1] = (beyond[beyond.length - 1] ?? 0) + 1;
  return beyond;
}
