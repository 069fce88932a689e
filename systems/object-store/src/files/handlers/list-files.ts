/** GET /files?page&per_page&status: the tenant's files, newest first, a page at a time. */
import { replyJson } from '@seatrial/service-http';
import type { FileStatus, Files } from '../../metadata/interface/files.ts';
import type { FilesHandler } from '../call.ts';
import { FilesError } from '../errors.ts';
import { fileJson } from '../file-json.ts';

export const fileStatuses: readonly FileStatus[] = ['pending', 'uploading', 'completed', 'failed'];
export const longestPage = 100;
export const usualPage = 20;
/** Far beyond any list, and small enough that databases can multiply it. */
export const lastPage = 1_000_000_000;

export const listFiles: FilesHandler<Files> = async ({ query, caller, response }, { metadata }) => {
  const page = wholeNumber(query, 'page', lastPage) ?? 1;
  const perPage = wholeNumber(query, 'per_page', longestPage) ?? usualPage;
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
  const status = fileStatuses.find((known) => known === text);
  if (text === undefined || status !== undefined) return status;
  throw new FilesError('invalid_parameter', `status must be one of ${fileStatuses.join(', ')}.`);
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw new FilesError('invalid_parameter', `${name} must be given once.`);
  return values[0];
}
