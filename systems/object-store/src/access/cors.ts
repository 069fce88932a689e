/**
 * Cross-origin rules of a bucket: which rule lets a page of some origin do what, and what the browser is told. It is the browser that
 * enforces them; who may read what is decided elsewhere, as for everybody. Source: "Elements of a CORS configuration", Amazon S3 user guide.
 */

export interface CorsRule {
  readonly id: string | undefined;
  /** Each with at most one `*`. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  /** Each with at most one `*`; names of headers are the same in upper and lower case. */
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeS: number | undefined;
}

export const CORS_METHODS: readonly string[] = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];

export interface CorsRequest {
  readonly origin: string;
  readonly method: string;
  /** What the browser asks leave to send; nothing for the request itself, which it has leave for already. */
  readonly headers: readonly string[];
}

/** The first rule that lets all of it through. */
export function matchingRule(rules: readonly CorsRule[], request: CorsRequest): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.allowedOrigins.some((pattern) => fits(pattern, request.origin)) &&
      rule.allowedMethods.includes(request.method) &&
      request.headers.every((name) =>
        rule.allowedHeaders.some((pattern) => fits(pattern.toLowerCase(), name.toLowerCase())),
      ),
  );
}

/** A cache must not give one origin what was meant for another, also when this answer says nothing about origins. */
export const CORS_VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** What the answer tells the browser. Credentials are never offered to everybody. */
export function corsHeaders(rule: CorsRule, request: CorsRequest): Record<string, string> {
  const forAll = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': forAll ? '*' : request.origin,
    ...(forAll ? {} : { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(request.headers.length === 0
      ? {}
      : { 'access-control-allow-headers': request.headers.join(', ').toLowerCase() }),
    ...(rule.exposeHeaders.length === 0 ? {} : { 'access-control-expose-headers': rule.exposeHeaders.join(', ') }),
    ...(rule.maxAgeS === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeS) }),
  };
}

function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
