/** Which errors wrong code throws, as against what a network or an assertion throws. */

/** The kinds of error that wrong code throws. `fetch` throws a TypeError for what the network did, with that as its cause. */
export function isProgrammingError(error: unknown): error is Error {
  if (!(error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError)) return false;
  const { cause } = error;
  if (cause !== undefined) return isInvalidUrl(cause);
  return isInvalidUrl(error) || !/node:internal\/deps\/undici/.test(error.stack ?? '') || isJsonError(error);
}

function isInvalidUrl(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_INVALID_URL';
}

/** What was parsed came from somewhere: from a client of the journey's own, where no answer was seen. */
export function isJsonError(error: Error): boolean {
  return error instanceof SyntaxError && /\bJSON\b/.test(`${error.message}\n${error.stack ?? ''}`);
}
