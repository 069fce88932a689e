/** The words that the paths of the files API are described with. */
import { openApiWords } from '@seatrial/service-http';
import { type FilesErrorCode, filesErrors } from './errors.ts';
import type { schemas } from './openapi-schemas.ts';

export const { ref, json, failures } = openApiWords<keyof typeof schemas, FilesErrorCode>({
  table: filesErrors,
  ofAny: ['internal_error', 'too_many_connections', 'unavailable'],
  schema: 'Error',
});

/** Overrides the rule that credentials are needed. */
export const ANYBODY: readonly [] = [];
export const CREDENTIALS = ['credentials_missing', 'credentials_invalid'] as const;
