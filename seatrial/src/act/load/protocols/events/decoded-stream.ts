/**
 * Undoes the Content-Encoding of a stream of events as it arrives: gzip, deflate, br, zstd, and several one after another.
 * What is decoded is handed on at once; a reader that pauses holds the peer back.
 */
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { Failure } from '../../../http/wire/failure.ts';

const DECODERS: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
]);

/** Why it cannot be read; null when it can. */
export function refusedCoding(contentEncoding = ''): Failure | null {
  const unknown = codingsOf(contentEncoding).find((coding) => !DECODERS.has(coding));
  if (unknown === undefined) return null;
  return {
    cause: 'protocol',
    why: `the events come with the Content-Encoding ${JSON.stringify(unknown)}, which is not read`,
  };
}

/** The events without their codings; `over` is told when they are not what the head says, or none at all. */
export function decodedStream(
  answer: Readable,
  contentEncoding = '',
  over: (failure: Failure | null) => void,
): Readable {
  let stream = answer;
  for (const coding of codingsOf(contentEncoding).reverse()) {
    const decoder = DECODERS.get(coding)?.();
    if (decoder === undefined) continue;
    let isEmpty = true;
    stream.once('data', () => {
      isEmpty = false;
    });
    decoder.on('error', ({ message }) => {
      const why = `the events are not ${coding} as their Content-Encoding says: ${message}`;
      over(isEmpty ? null : { cause: 'protocol', why });
    });
    stream = stream.pipe(decoder);
  }
  return stream;
}

/** In the order they were applied. */
function codingsOf(contentEncoding: string): string[] {
  const names = contentEncoding.toLowerCase().split(',');
  return names.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
}
