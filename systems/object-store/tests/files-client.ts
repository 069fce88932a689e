/**
 * Speaks to the files API as a tenant, and holds every answer against the API's own document: a status, a header or a field that is not
 * described there fails the test, whatever the test was about.
 */
import assert from 'node:assert/strict';
import { matchPath } from '@seatrial/service-http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApi } from '../src/files/openapi.ts';
import { routes } from '../src/files/routes.ts';
import { apiKeys, type KeyHolder } from './files-credentials.ts';
import type { StoreProcess } from './store-process.ts';

export interface Shown {
  readonly file_id: string;
  readonly filename: string;
  readonly size: number | null;
  readonly content_type: string;
  readonly checksum: string | null;
  readonly status: string;
  readonly completed_at: string | null;
  readonly chunks: readonly { index: number; size: number; servers: string[]; checksum: string }[];
  readonly files: readonly Shown[];
  readonly pagination: { page: number; per_page: number; total_count: number; total_pages: number };
  readonly error?: { code: string; message: string; requestId: string };
}

export interface FilesAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** What a JSON answer shows; the document vouches for which of its fields are there. */
  readonly json: Shown;
  /** The code of an error, or undefined. */
  readonly code: string | undefined;
}

interface DescribedAnswer {
  readonly headers?: Readonly<Record<string, { readonly schema: { readonly pattern: string } }>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

const ajv = new Ajv2020({ formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ } });
ajv.addVocabulary(Object.keys(openApi));
ajv.addSchema(openApi, 'openapi');

/** Sends with the key of `holder`, or with the headers that are given. */
export async function ask(
  store: StoreProcess,
  who: KeyHolder | Readonly<Record<string, string>>,
  method: string,
  path: string,
  init: RequestInit = {},
): Promise<FilesAnswer> {
  const credentials = typeof who === 'string' ? { 'x-api-key': apiKeys[who] } : who;
  const headers = { ...credentials, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${store.url}${path}`, { ...init, method, headers });
  const answer = {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
  const isJson = answer.headers.get('content-type') === 'application/json' && method !== 'HEAD';
  const json = isJson ? (JSON.parse(answer.bytes.toString()) as Shown) : undefined;
  holdAgainstDocument(method, path, answer, json);
  return { ...answer, json: json as Shown, code: json?.error?.code };
}

/** A form with one file, as `fetch` sends it. */
export function formWith(body: string | Buffer, name = 'file.bin', type = 'application/octet-stream'): FormData {
  const form = new FormData();
  form.append('file', new File([body], name, { type }));
  return form;
}

export async function upload(
  store: StoreProcess,
  who: KeyHolder,
  body: string | Buffer,
  name?: string,
): Promise<FilesAnswer> {
  return ask(store, who, 'POST', '/files', { body: formWith(body, name) });
}

export function holdAgainstDocument(
  method: string,
  path: string,
  { status, headers }: { readonly status: number; readonly headers: Headers },
  json: unknown,
): void {
  const where = `${method} ${path} ${status}`;
  const described = describedAnswer(method, path, status);
  if (described === undefined) return;
  for (const [name, { schema }] of Object.entries(described.headers ?? {})) {
    assert.match(headers.get(name) ?? 'not there', new RegExp(schema.pattern), `${where}: header ${name}`);
  }
  if (method === 'HEAD') return;
  const schema = described.content?.['application/json']?.schema as { $ref: string } | undefined;
  assert.equal(
    json === undefined,
    schema === undefined,
    `${where}: JSON that is not described, or is described and not there`,
  );
  if (schema === undefined) return;
  const validate = ajv.getSchema(`openapi${schema.$ref}`);
  assert.ok(validate?.(json), `${where}: ${ajv.errorsText(validate?.errors)} in ${JSON.stringify(json)}`);
}

/** Undefined for what the document cannot describe: paths and methods that do not exist. */
function describedAnswer(method: string, path: string, status: number): DescribedAnswer | undefined {
  const route = matchPath(routes, path.split('?')[0] ?? '').methods.get(method);
  if (route === undefined) return assert.ok(status === 404 || status === 405) as undefined;
  const operations = openApi.paths[route.path as keyof typeof openApi.paths] as Readonly<Record<string, object>>;
  const { responses } = operations[route.method.toLowerCase()] as { responses: Record<string, DescribedAnswer> };
  assert.ok(responses[status], `${method} ${path} answered ${status}, which is not described`);
  return responses[status];
}
