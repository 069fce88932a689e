/** Files of the REST face. */
import type { ChunkRef, Content } from '../../contents/content-store.ts';
import type { Refused } from './refused.ts';

/** pending (recorded) -> uploading (first byte) -> completed | failed. */
export type FileStatus = 'pending' | 'uploading' | 'completed' | 'failed';

/** A file of the REST face as lists show it. */
export interface ListedFile {
  /** 32 hex digits. */
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly contentType: string;
  readonly status: FileStatus;
  readonly createdMs: number;
  readonly completedMs: number | undefined;
  /** Undefined until completed. */
  readonly sizeBytes: number | undefined;
  /** In hex; undefined until completed. */
  readonly sha256: string | undefined;
}

/** While it is not completed its id is its session. */
export interface FileEntry extends Omit<ListedFile, 'sizeBytes'> {
  /** Undefined until completed. */
  readonly content: Content | undefined;
}

export interface FilesPage {
  /** Newest first. */
  readonly files: readonly ListedFile[];
  readonly totalCount: number;
}

export interface Files {
  createFile(file: Pick<FileEntry, 'id' | 'tenant' | 'name' | 'contentType'>, expiresMs: number): Promise<void>;
  setFileUploading(id: string): Promise<void>;
  completeFile(id: string, content: Content, sha256: string): Promise<{ readonly kind: 'stored' } | Refused>;
  failFile(id: string): Promise<void>;
  file(tenant: string, id: string): Promise<FileEntry | undefined>;
  /** Pages count from 1. */
  listFiles(
    tenant: string,
    query: { readonly page: number; readonly perPage: number; readonly status: FileStatus | undefined },
  ): Promise<FilesPage>;
  /** 'incomplete' while it is being uploaded. */
  deleteFile(
    tenant: string,
    id: string,
  ): Promise<
    | { readonly kind: 'deleted'; readonly released: readonly ChunkRef[] }
    | { readonly kind: 'absent' }
    | { readonly kind: 'incomplete' }
  >;
}
