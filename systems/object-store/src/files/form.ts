/**
 * The file in a multipart/form-data body, as it streams by: nothing is kept but what the parser holds of the moment. Exactly one part may
 * hold a file, and it must be named "file"; other fields are read over. The file has ended well only when the whole form has.
 */
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { FormFeed } from '../s3/form-feed.ts';
import { FilesError } from './errors.ts';

const LIMITS = { fields: 32, fieldSize: 1024, parts: 64, headerPairs: 32 };

export interface FormFile {
  /** As sent; undefined when there is none. */
  readonly name: string | undefined;
  readonly contentType: string;
  /** Throws `FilesError`, or what the source of the form threw. */
  readonly bytes: AsyncIterable<Buffer>;
  /** Nobody will read `bytes` any further: lets go of the source of the form. */
  readonly abandon: () => void;
}

/** Resolves when the head of the file's part has come. Throws `FilesError`, or what `source` threw. */
export async function openForm(contentType: string | undefined, source: AsyncIterable<Buffer>): Promise<FormFile> {
  const feed = new FormFeed(createParser(contentType), () => new FilesError('malformed_form'));
  const { promise, resolve, reject } = Promise.withResolvers<FormFile>();
  let files = 0;
  feed.parser.on('file', (field, stream, name, _encoding, type) => {
    files += 1;
    stream.on('error', () => undefined); // A file that breaks off is a form that breaks off, and that is told by `whole`.
    if (files > 1) return feed.stop(new FilesError('too_many_files'));
    if (field !== 'file') return feed.stop(new FilesError('file_missing'));
    whole.catch((error: Error) => stream.destroy(error));
    resolve({
      name,
      contentType: type,
      bytes: bytesOf(stream, whole),
      abandon: () => feed.stop(new Error('The rest of the form is not wanted.')),
    });
  });
  const whole = feed.run(source).then(() => {
    if (files === 0) throw new FilesError('file_missing');
  });
  whole.catch(reject);
  return promise;
}

async function* bytesOf(stream: Readable, whole: Promise<void>): AsyncGenerator<Buffer> {
  let empty = true;
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      empty = false;
      yield part;
    }
  } catch (error) {
    await whole; // It knows better why a file broke off than the file does.
    throw error;
  }
  await whole;
  if (empty) throw new FilesError('file_empty');
}

function createParser(contentType = ''): BusboyInstance {
  if (!/^multipart\/form-data\s*;.*boundary=/is.test(contentType)) throw new FilesError('not_multipart');
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS, preservePath: true });
  } catch {
    throw new FilesError('not_multipart');
  }
}
