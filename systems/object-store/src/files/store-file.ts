/**
 * Stores one file. It is on record, and its session with it, before the first chunk is written: whatever breaks off, somebody knows of the
 * chunks. It is completed in one step at the end, or never; of a failure nothing is left but the record that says so.
 */
import { createHash } from 'node:crypto';
import type { Logger } from '@seatrial/service-log';
import { commitContent } from '../commit-content.ts';
import type { Content } from '../contents/content-store.ts';
import type { FileEntry, Files } from '../metadata/interface/files.ts';
import type { Refused } from '../metadata/interface/refused.ts';
import type { Sessions } from '../metadata/interface/sessions.ts';
import type { FilesServices } from './call.ts';
import { FilesError } from './errors.ts';
import { keepSession, SESSION_MS } from './file-session.ts';

const CHUNKS_OF_FILE = 6;

export interface NewFile extends Pick<FileEntry, 'id' | 'tenant' | 'name' | 'contentType'> {
  /** The file has this many bytes or fewer. */
  readonly sizeHintBytes: number;
}

export interface StoredFile {
  readonly content: Content;
  readonly sha256: string;
}

/** Throws `FilesError`, what `bytes` throws, or what the stores throw. */
export async function storeFile(
  services: FilesServices<Files & Sessions>,
  log: Logger,
  file: NewFile,
  bytes: AsyncIterable<Buffer>,
): Promise<StoredFile> {
  const { metadata } = services;
  const { id, tenant, name, contentType } = file;
  await metadata.createFile({ id, tenant, name, contentType }, Date.now() + SESSION_MS);
  const stopRenewing = keepSession(metadata, id, log);
  try {
    const stored = await write(services, file, bytes).catch((error: unknown) => failed(services, log, id, error));
    const outcome = await commitContent(services.contents, stored.content, () =>
      metadata.completeFile(id, stored.content, stored.sha256),
    );
    if (outcome.kind === 'stored') return stored;
    return await failed(services, log, id, refusal(outcome));
  } finally {
    stopRenewing();
  }
}

async function write(
  services: FilesServices<Files & Sessions>,
  file: NewFile,
  bytes: AsyncIterable<Buffer>,
): Promise<StoredFile> {
  const { id, sizeHintBytes } = file;
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Buffer> {
    let begun = false;
    for await (const part of bytes) {
      if (!begun) await services.metadata.setFileUploading(id);
      begun = true;
      hash.update(part);
      yield part;
    }
  }
  const chunkBytes = Math.max(1, Math.ceil(sizeHintBytes / CHUNKS_OF_FILE));
  const content = await services.contents.write(hashed(), { session: id, sizeHintBytes, chunkBytes });
  return { content, sha256: hash.digest('hex') };
}

/** Throws `error`, after it has been put on record. If it cannot be, the end of the session will. */
async function failed(
  { metadata }: FilesServices<Files & Sessions>,
  log: Logger,
  id: string,
  error: unknown,
): Promise<never> {
  await metadata
    .failFile(id)
    .catch((problem: unknown) => log.warn({ err: problem, file: id }, 'a failed upload was not put on record'));
  throw error;
}

function refusal({ kind }: Refused): Error {
  if (kind === 'quota-exceeded') return new FilesError('quota_exceeded');
  if (kind === 'server-removed') return new FilesError('unavailable');
  if (kind === 'session-expired') return new FilesError('upload_expired');
  return new Error(`A file cannot be completed: ${kind}.`);
}
