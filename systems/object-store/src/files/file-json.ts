/** Files as answers show them. */
import { blockBytes } from '../chunks/block-sums.ts';
import type { ChunkRef } from '../contents/content-store.ts';
import { combineCrcs } from '../integrity/crc-combine.ts';
import type { ListedFile } from '../metadata/metadata.ts';

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
  return { index, size: chunk.sizeBytes, servers: [...chunk.servers].sort(), checksum: crc32Of(chunk) };
}

/** The CRC-32 of the chunk, in hex, from those of its blocks. */
function crc32Of({ sizeBytes, blockSums }: ChunkRef): string {
  const parts = Array.from({ length: Math.ceil(sizeBytes / blockBytes) }, (_, block) => ({
    crc: blockSums.subarray(block * 4, block * 4 + 4),
    sizeBytes: Math.min(blockBytes, sizeBytes - block * blockBytes),
  }));
  return combineCrcs('crc32', parts).toString('hex');
}
