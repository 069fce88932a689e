/** What the paths of an OpenAPI document are described with: answers of failure, headers, and references to schemas. */

export interface ApiErrors<Schema extends string, Code extends string> {
  /** Status and default sentence of every error that the API answers with. */
  readonly table: Readonly<Record<Code, readonly [status: number, message: string]>>;
  /** Those that can happen to any request. */
  readonly ofAny: readonly NoInfer<Code>[];
  /** The schema of their bodies. */
  readonly schema: Schema;
}

/** The words of one API: its schemas are at `#/components/schemas`. */
export function openApiWords<Schema extends string, Code extends string>(errors: ApiErrors<Schema, Code>) {
  const ref = (schema: Schema) => ({ $ref: `#/components/schemas/${schema}` });
  const json = (schema: Schema) => ({ 'application/json': { schema: ref(schema) } });

  /** Answers of failure by status, each with the codes it can have. */
  function failures(...codes: readonly Code[]) {
    const byStatus = Map.groupBy([...codes, ...errors.ofAny], (code) => String(errors.table[code][0]));
    const challenge = { 'WWW-Authenticate': header('How to authenticate.', '^Bearer realm=') };
    return Object.fromEntries(
      [...byStatus].map(([status, known]) => [
        status,
        {
          description: known.map((code) => `\`${code}\`: ${errors.table[code][1]}`).join('\n\n'),
          ...(status === '401' ? { headers: challenge } : {}),
          content: json(errors.schema),
        },
      ]),
    );
  }

  return { ref, json, failures };
}

export function header(description: string, pattern: string) {
  return { description, required: true, schema: { type: 'string', pattern } };
}
