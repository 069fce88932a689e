/** Files as answers show them. */
import { hash } from 'node:crypto';
import type { ChunkRef } from '../contents/content-store.ts';
import type { ListedFile } from '../metadata/interface/files.ts';

export function fileJson(file: ListedFile) {
  return {
    file_id: file.id,
    filename: file.name,
    size: file.sizeBytes ?? null,
    content_type: file.contentType,
    checksum: file.sha256 ?? null,
    status: file.status,
    created_at: new Date(file.createdMs).toISOString(),
    completed_at: file.completedMs === undefined ? null : new Date(file.completedMs).toISOString(),
  };
}

export function chunkJson(chunk: ChunkRef, index: number) {
  const checksum = hash('sha256', chunk.blockSums);
  return { index, size: chunk.sizeBytes, servers: [...chunk.servers].sort(), checksum };
}
