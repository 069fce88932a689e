/** DELETE /files/{file_id}: the file is gone when this is answered; its chunks follow. Whoever is reading it still gets all of it. */
import { replyEmpty } from '@seatrial/service-http';
import type { Files } from '../../metadata/interface/files.ts';
import type { FilesHandler } from '../call.ts';
import { FilesError } from '../errors.ts';

export const deleteFile: FilesHandler<Files> = async ({ caller, pathValues, response }, { metadata, contents }) => {
  const outcome = await metadata.deleteFile(caller.tenant, pathValues[0] ?? '');
  if (outcome.kind === 'absent') throw new FilesError('file_not_found');
  if (outcome.kind === 'incomplete') throw new FilesError('file_incomplete');
  contents.remove(outcome.released);
  replyEmpty(response, 204);
};
