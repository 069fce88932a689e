/** Files of the REST face. While a file is being uploaded its id is a session; its content carries its id too. */
import { ask, type Questions, type Row } from '@seatrial/service-sql';
import type { Content } from '../contents/content-store.ts';
import { bytesIn, chunksOf, insertChunks, releaseContent } from './chunks.ts';
import { bytesOf, numberOf, textOf } from './columns.ts';
import type { FileEntry, FileStatus, FilesPage, ListedFile } from './interface/files.ts';
import type { Answer, Metadata } from './metadata.ts';
import { holdServers } from './server-removal.ts';
import { closeSession, holdSession, openSession } from './sessions.ts';
import { addUsage, exceedsQuota } from './tenants.ts';

export function* createFile(
  file: Pick<FileEntry, 'id' | 'tenant' | 'name' | 'contentType'>,
  expiresMs: number,
): Questions<void> {
  yield* openSession(file.id, 'file', expiresMs);
  yield* ask(
    `INSERT INTO file (id, tenant, name, content_type, status, created_ms, size_bytes) VALUES ($1, $2, $3, $4, 'pending', $5, 0)`,
    file.id,
    file.tenant,
    Buffer.from(file.name),
    file.contentType,
    Date.now(),
  );
}

export function* setFileUploading(id: string): Questions<void> {
  yield* ask(`UPDATE file SET status = 'uploading' WHERE id = $1 AND status = 'pending'`, id);
}

export function* completeFile(id: string, content: Content, sha256: string): Questions<Answer<'completeFile'>> {
  const [file] = yield* ask('SELECT tenant FROM file WHERE id = $1 FOR UPDATE', id);
  if (file === undefined || !(yield* holdSession(id))) return { kind: 'session-expired' };
  const tenant = String(file.tenant);
  if (yield* exceedsQuota(tenant, content.sizeBytes)) return { kind: 'quota-exceeded' };
  if (!(yield* holdServers(content.chunks))) return { kind: 'server-removed' };
  yield* insertChunks(id, 0, content.chunks);
  yield* ask(
    `UPDATE file SET status = 'completed', completed_ms = $2, size_bytes = $3, sha256 = $4 WHERE id = $1`,
    id,
    Date.now(),
    content.sizeBytes,
    sha256,
  );
  yield* closeSession(id);
  yield* addUsage(tenant, content.sizeBytes, 1);
  return { kind: 'stored' };
}

export function* failFile(id: string): Questions<void> {
  yield* ask(`UPDATE file SET status = 'failed' WHERE id = $1 AND status IN ('pending', 'uploading')`, id);
  yield* closeSession(id);
}

/** Two questions, between which somebody may delete it: then its content has no chunks any more, and the next look finds nothing. */
export function* file(tenant: string, id: string): Questions<FileEntry | undefined> {
  for (let looks = 0; looks < 2; looks++) {
    const [row] = yield* ask('SELECT * FROM file WHERE id = $1 AND tenant = $2', id, tenant);
    if (row === undefined) return undefined;
    const { sizeBytes, ...listed } = toListed(row);
    if (sizeBytes === undefined) return { ...listed, content: undefined };
    const chunks = sizeBytes === 0 ? [] : yield* chunksOf(id);
    if (bytesIn(chunks) === sizeBytes) return { ...listed, content: { sizeBytes, chunks } };
  }
  throw new Error(`The database lacks chunks of the file ${id}.`);
}

export function* listFiles(
  tenant: string,
  { page, perPage, status }: Parameters<Metadata['listFiles']>[1],
): Questions<FilesPage> {
  const where = status === undefined ? 'tenant = $1' : 'tenant = $1 AND status = $2';
  const named = status === undefined ? [tenant] : [tenant, status];
  const [count] = yield* ask(`SELECT COUNT(*) AS files FROM file WHERE ${where}`, ...named);
  const rows = yield* ask(
    `SELECT * FROM file WHERE ${where} ORDER BY seq DESC LIMIT $${named.length + 1} OFFSET $${named.length + 2}`,
    ...named,
    perPage,
    (page - 1) * perPage,
  );
  return { files: rows.map(toListed), totalCount: Number(count?.files) };
}

export function* deleteFile(tenant: string, id: string): Questions<Answer<'deleteFile'>> {
  const [row] = yield* ask('SELECT status, size_bytes FROM file WHERE id = $1 AND tenant = $2 FOR UPDATE', id, tenant);
  if (row === undefined) return { kind: 'absent' };
  if (row.status === 'pending' || row.status === 'uploading') return { kind: 'incomplete' };
  const released = yield* releaseContent(id);
  yield* ask('DELETE FROM file WHERE id = $1', id);
  if (row.status === 'completed') yield* addUsage(tenant, -Number(row.size_bytes), -1);
  return { kind: 'deleted', released };
}

function toListed(row: Row): ListedFile {
  const status = String(row.status) as FileStatus;
  return {
    id: String(row.id),
    tenant: String(row.tenant),
    name: bytesOf(row.name).toString(),
    contentType: String(row.content_type),
    status,
    createdMs: Number(row.created_ms),
    completedMs: numberOf(row.completed_ms),
    sizeBytes: status === 'completed' ? Number(row.size_bytes) : undefined,
    sha256: textOf(row.sha256),
  };
}
