/**
 * The chunks of contents, and which servers keep them. A chunk belongs to one content; the list of its servers is one column, so moving it
 * is one compare-and-set.
 */
import { ask, type Parameter, type Questions, type Row } from '@seatrial/service-sql';
import type { ChunkRef } from '../contents/content-store.ts';
import { bytesOf } from './columns.ts';
import { holdServers } from './server-removal.ts';

/** A statement is kept for every number of rows up to this one. */
const ROWS_A_STATEMENT = 16;

export function* insertChunks(content: string, part: number, chunks: readonly ChunkRef[]): Questions<void> {
  for (let from = 0; from < chunks.length; from += ROWS_A_STATEMENT) {
    const rows = chunks
      .slice(from, from + ROWS_A_STATEMENT)
      .map((chunk, index): Parameter[] => [
        chunk.id,
        content,
        part,
        from + index,
        chunk.sizeBytes,
        chunk.blockSums,
        serverList(chunk.servers),
      ]);
    const values = rows.map((row, index) => `(${row.map((_, column) => `$${index * row.length + column + 1}`)})`);
    yield* ask(
      `INSERT INTO chunk (id, content, part, position, size_bytes, block_sums, servers) VALUES ${values}`,
      ...rows.flat(),
    );
  }
}

export function* chunksOf(content: string): Questions<readonly ChunkRef[]> {
  const rows = yield* ask(
    'SELECT id, size_bytes, block_sums, servers FROM chunk WHERE content = $1 ORDER BY part, position',
    content,
  );
  return rows.map(toChunk);
}

/** For questions about objects that were not uploaded in parts: their first chunk, which mostly is their only one. */
export const JOIN_ONLY_CHUNK = 'LEFT JOIN chunk ON chunk.content = object.content AND part = 0 AND position = 0';
export const ONLY_CHUNK_COLUMNS = 'chunk.id AS chunk_id, chunk.size_bytes AS chunk_bytes, block_sums, servers';

/** None where there was none to join. */
export function onlyChunk(row: Row): readonly ChunkRef[] {
  const { chunk_id: id, chunk_bytes: sizeBytes, block_sums, servers } = row;
  return typeof id === 'string' ? [toChunk({ id, size_bytes: sizeBytes, block_sums, servers })] : [];
}

export function bytesIn(chunks: readonly ChunkRef[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.sizeBytes, 0);
}

/** The chunks of parts after `after`, up to `last`. */
export function* chunksByPart(
  content: string,
  after: number,
  last: number,
): Questions<ReadonlyMap<number, readonly ChunkRef[]>> {
  const rows = yield* ask(
    'SELECT * FROM chunk WHERE content = $1 AND part > $2 AND part <= $3 ORDER BY part, position',
    content,
    after,
    last,
  );
  const parts = new Map<number, ChunkRef[]>();
  for (const row of rows) {
    const part = Number(row.part);
    const chunks = parts.get(part) ?? [];
    chunks.push(toChunk(row));
    parts.set(part, chunks);
  }
  return parts;
}

/** Forgets all chunks of a content, or of one of its parts, and says which they were. */
export function* releaseContent(content: string, part?: number): Questions<readonly ChunkRef[]> {
  const rows =
    part === undefined
      ? yield* ask('DELETE FROM chunk WHERE content = $1 RETURNING *', content)
      : yield* ask('DELETE FROM chunk WHERE content = $1 AND part = $2 RETURNING *', content, part);
  return rows.map(toChunk);
}

/** The same of many contents at once. */
export function* releaseContents(contents: readonly string[]): Questions<readonly ChunkRef[]> {
  return (yield* ask('DELETE FROM chunk WHERE content = ANY ($1) RETURNING *', contents)).map(toChunk);
}

export function* listChunks(after: string, limit: number): Questions<readonly ChunkRef[]> {
  return (yield* ask('SELECT * FROM chunk WHERE id > $1 ORDER BY id LIMIT $2', after, limit)).map(toChunk);
}

export function* moveChunk(id: string, from: readonly string[], to: readonly string[]): Questions<boolean> {
  if (!(yield* holdServers([{ servers: to }]))) return false;
  const moved = yield* ask(
    'UPDATE chunk SET servers = $3 WHERE id = $1 AND servers = $2 RETURNING id',
    id,
    serverList(from),
    serverList(to),
  );
  return moved.length > 0;
}

export function* chunkCounts(): Questions<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const row of yield* ask('SELECT servers, COUNT(*) AS chunks FROM chunk GROUP BY servers')) {
    for (const server of serversOf(row)) counts.set(server, (counts.get(server) ?? 0) + Number(row.chunks));
  }
  return counts;
}

/**
 * The sessions are asked for first: a session that is not open then commits no chunk later, so a chunk that is unknown afterwards stays
 * unknown. The other way round, a chunk could be committed and its session closed between the two questions.
 */
export function* orphans(chunkIds: readonly string[]): Questions<readonly string[]> {
  const sessions = [...new Set(chunkIds.map(sessionOf))];
  const open = idsOf(yield* ask('SELECT id FROM session WHERE id = ANY ($1)', sessions));
  const known = idsOf(yield* ask('SELECT id FROM chunk WHERE id = ANY ($1)', chunkIds));
  return chunkIds.filter((id) => !open.has(sessionOf(id)) && !known.has(id));
}

function idsOf(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map(({ id }) => String(id)));
}

function sessionOf(chunkId: string): string {
  return chunkId.slice(0, chunkId.indexOf('-'));
}

function toChunk(row: Row): ChunkRef {
  return {
    id: String(row.id),
    sizeBytes: Number(row.size_bytes),
    blockSums: bytesOf(row.block_sums),
    servers: serversOf(row),
  };
}

function serversOf(row: Row): readonly string[] {
  return JSON.parse(String(row.servers)) as readonly string[];
}

/** The order of servers has no meaning, so there is one spelling of every set. */
function serverList(servers: readonly string[]): string {
  return JSON.stringify([...servers].sort());
}
