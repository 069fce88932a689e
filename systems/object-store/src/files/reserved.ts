/** The first words of a path that belong to the files API and to operation. No bucket can have such a name; every other path is S3's. */
export const reservedNames: readonly string[] = ['admin', 'files', 'health', 'metrics', 'openapi.json'];

/** Whether a request's URL (path and query) starts with a reserved word. */
export function isReserved(url: string): boolean {
  return reservedNames.includes(/^\/([^/?]*)/.exec(url)?.[1] ?? '');
}
