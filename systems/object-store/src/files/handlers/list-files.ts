/** GET /files?page&per_page&status: the tenant's files, newest first, a page at a time. */
import { replyJson } from '@seatrial/service-http';
import type { FileStatus, Files } from '../../metadata/interface/files.ts';
import type { FilesHandler } from '../call.ts';
import { FilesError } from '../errors.ts';
import { fileJson } from '../file-json.ts';

export const FILE_STATUSES: readonly FileStatus[] = ['pending', 'uploading', 'completed', 'failed'];
export const LONGEST_PAGE = 100;
export const USUAL_PAGE = 20;
/** Far beyond any list, and small enough that databases can multiply it. */
export const LAST_PAGE = 1_000_000_000;

export const listFiles: FilesHandler<Files> = async ({ query, caller, response }, { metadata }) => {
  const page = wholeNumber(query, 'page', LAST_PAGE) ?? 1;
  const perPage = wholeNumber(query, 'per_page', LONGEST_PAGE) ?? USUAL_PAGE;
  const { files, totalCount } = await metadata.listFiles(caller.tenant, { page, perPage, status: statusOf(query) });
  replyJson(response, {
    files: files.map(fileJson),
    pagination: { page, per_page: perPage, total_count: totalCount, total_pages: Math.ceil(totalCount / perPage) },
  });
};

function wholeNumber(query: URLSearchParams, name: string, most: number): number | undefined {
  const text = single(query, name);
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most)
    throw new FilesError('invalid_parameter', `${name} must be a number from 1 to ${most}.`);
  return value;
}

function statusOf(query: URLSearchParams): FileStatus | undefined {
  const text = single(query, 'status');
  const status = FILE_STATUSES.find((known) => known === text);
  if (text === undefined || status !== undefined) return status;
  throw new FilesError('invalid_parameter', `status must be one of ${FILE_STATUSES.join(', ')}.`);
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw new FilesError('invalid_parameter', `${name} must be given once.`);
  return values[0];
}
