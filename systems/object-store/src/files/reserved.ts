/** The first words of a path that belong to the files API and to operation. No bucket can have such a name; every other path is S3's. */
export const RESERVED_NAMES: readonly string[] = ['admin', 'files', 'health', 'metrics', 'openapi.json'];

/** Whether a request's URL (path and query) starts with a reserved word. */
export function isReserved(url: string): boolean {
  return RESERVED_NAMES.includes(/^\/([^/?]*)/.exec(url)?.[1] ?? '');
}
