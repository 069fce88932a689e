/** GET /files/{file_id}/metadata: what is known about a file, whatever its status, and where its chunks are. */
import { replyJson } from '@seatrial/service-http';
import type { Files } from '../../metadata/interface/files.ts';
import type { FilesHandler } from '../call.ts';
import { chunkJson, fileJson } from '../file-json.ts';
import { findFile } from '../find-file.ts';

export const getFileMetadata: FilesHandler<Files> = async (call, services) => {
  const file = await findFile(call, services);
  const { sizeBytes, chunks = [] } = file.content ?? {};
  replyJson(call.response, { ...fileJson({ ...file, sizeBytes }), chunks: chunks.map(chunkJson) });
};
