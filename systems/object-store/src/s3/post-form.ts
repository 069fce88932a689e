/**
 * A browser's upload form as it streams by: small fields first, which are kept, then the file, which is not. Fields after the file are read
 * over, as S3 does. The file has ended well only when the whole form has.
 */
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { S3Error } from '../wire/errors.ts';
import { FormFeed } from './form-feed.ts';

/** Of all fields before the file together. */
const MOST_FIELD_BYTES = 20 * 1024;
const LIMITS = { fields: 200, fieldSize: MOST_FIELD_BYTES + 1, parts: 256, headerPairs: 32 };

export interface PostForm {
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  /** The last part of the name of the file; empty when it has none. */
  readonly fileName: string;
  /** Throws MalformedPOSTRequest, or what the source of the form threw. */
  readonly file: AsyncIterable<Buffer>;
  /** Nobody will read `file` any further: lets go of the source of the form. */
  readonly abandon: () => void;
}

/** Resolves when the head of the file's part has come. Throws InvalidArgument, MalformedPOSTRequest, PreconditionFailed, or what `source` threw. */
export async function openPostForm(contentType: string | undefined, source: AsyncIterable<Buffer>): Promise<PostForm> {
  const feed = new FormFeed(createParser(contentType), () => new S3Error('MalformedPOSTRequest'));
  const { promise, resolve, reject } = Promise.withResolvers<PostForm>();
  const fields = new Map<string, string>();
  let fieldBytes = 0;
  let files = 0;
  feed.parser.on('field', (name, value) => {
    if (files > 0) return;
    const lower = name.toLowerCase();
    fieldBytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (fieldBytes > MOST_FIELD_BYTES) feed.stop(new S3Error('MaxPostPreDataLengthExceededError'));
    if (fields.has(lower)) feed.stop(new S3Error('InvalidArgument', `The form has the field ${lower} twice.`));
    fields.set(lower, value);
  });
  feed.parser.on('fieldsLimit', () => feed.stop(malformed('The form has too many fields.')));
  feed.parser.on('file', (_name, stream, fileName) => {
    files += 1;
    stream.on('error', () => undefined); // A file that breaks off is a form that breaks off, and that is told by `whole`.
    if (files > 1) return feed.stop(oneFile());
    whole.catch((error: Error) => stream.destroy(error));
    const abandon = (): void => feed.stop(new Error('The rest of the form is not wanted.'));
    resolve({ fields, fileName: fileName ?? '', file: bytesOf(stream, whole), abandon });
  });
  const whole = feed.run(source).then(() => {
    if (files === 0) throw oneFile();
  });
  whole.catch(reject);
  return promise;
}

async function* bytesOf(stream: Readable, whole: Promise<void>): AsyncGenerator<Buffer> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    await whole; // It knows better why a file broke off than the file does.
    throw error;
  }
  await whole;
}

function createParser(contentType = ''): BusboyInstance {
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(contentType)) {
    const Condition = 'Bucket POST must be of the enclosure-type multipart/form-data';
    throw new S3Error('PreconditionFailed', undefined, {}, { Condition });
  }
  const wrong = malformed('The body of a POST is multipart/form-data with a boundary.');
  if (!/;.*boundary=/is.test(contentType)) throw wrong;
  // Some clients (Python's requests, as it is mostly used) give every field a file name.
  const isPartAFile = (name: string | undefined): boolean => name?.toLowerCase() === 'file';
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS, isPartAFile });
  } catch {
    throw wrong;
  }
}

function malformed(message: string): S3Error {
  return new S3Error('MalformedPOSTRequest', message);
}

function oneFile(): S3Error {
  return new S3Error('InvalidArgument', 'POST requires exactly one file upload per request, in the field named file.');
}
