/** What the paths of the document are described with: answers of failure, headers, and references to schemas. */
import { type FilesErrorCode, filesErrors } from './errors.ts';
import type { schemas } from './openapi-schemas.ts';

export const ref = (schema: keyof typeof schemas) => ({ $ref: `#/components/schemas/${schema}` });
export const json = (schema: keyof typeof schemas) => ({ 'application/json': { schema: ref(schema) } });

export function header(description: string, pattern: string) {
  return { description, required: true, schema: { type: 'string', pattern } };
}

/** Answers of failure by status, each with the codes it can have. 500 and 503 can happen to any request. */
export function failures(...codes: FilesErrorCode[]) {
  const all: FilesErrorCode[] = [...codes, 'internal_error', 'too_many_connections', 'unavailable'];
  const byStatus = Map.groupBy(all, (code) => String(filesErrors[code][0]));
  const challenge = { 'WWW-Authenticate': header('How to authenticate.', '^Bearer realm=') };
  return Object.fromEntries(
    [...byStatus].map(([status, known]) => [
      status,
      {
        description: known.map((code) => `\`${code}\`: ${filesErrors[code][1]}`).join('\n\n'),
        ...(status === '401' ? { headers: challenge } : {}),
        content: json('Error'),
      },
    ]),
  );
}

/** Overrides the rule that credentials are needed. */
export const anybody: readonly [] = [];
export const credentials = ['credentials_missing', 'credentials_invalid'] as const;
