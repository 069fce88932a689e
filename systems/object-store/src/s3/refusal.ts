/** What the metadata refuses, as S3 says it. */
import type { Refused } from '../metadata/interface/refused.ts';
import { type ErrorCode, S3Error } from '../wire/errors.ts';

const CODES: Readonly<Record<Refused['kind'], ErrorCode>> = {
  'no-such-bucket': 'NoSuchBucket',
  'no-such-key': 'NoSuchKey',
  'no-such-version': 'NoSuchVersion',
  'no-such-upload': 'NoSuchUpload',
  'no-such-part': 'InvalidPart',
  'precondition-failed': 'PreconditionFailed',
  'quota-exceeded': 'QuotaExceeded',
  'session-expired': 'ServiceUnavailable',
  'server-removed': 'ServiceUnavailable',
};

export function refusal(refused: Refused): S3Error {
  return new S3Error(CODES[refused.kind]);
}
