/** The one door to a file: it is the caller's tenant's, or it does not exist. */
import type { Content } from '../contents/content-store.ts';
import type { FileEntry, Files } from '../metadata/interface/files.ts';
import type { CallerCall, FilesServices } from './call.ts';
import { FilesError } from './errors.ts';

export interface CompleteFile extends FileEntry {
  readonly content: Content;
  readonly sha256: string;
}

/** Throws file_not_found. */
export async function findFile(call: CallerCall, { metadata }: FilesServices<Files>): Promise<FileEntry> {
  const file = await metadata.file(call.caller.tenant, call.pathValues[0] ?? '');
  if (file === undefined) throw new FilesError('file_not_found');
  return file;
}

/** Throws file_not_found or file_incomplete. */
export async function findCompleteFile(call: CallerCall, services: FilesServices<Files>): Promise<CompleteFile> {
  const file = await findFile(call, services);
  const { status, content, sha256 } = file;
  if (status !== 'completed' || content === undefined || sha256 === undefined) {
    throw new FilesError('file_incomplete', `The upload of this file has not been completed: it is ${status}.`);
  }
  return { ...file, content, sha256 };
}
