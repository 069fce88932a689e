/** What an answer to a page of another origin carries besides: without these headers the browser keeps it from the page. */
import type { ServerResponse } from 'node:http';
import { CORS_VARY, type CorsRule, corsHeaders, matchingRule } from '../access/cors.ts';
import type { RequestHead } from '../wire/head.ts';
import type { Services } from './handler.ts';

/** The rules of the bucket of this name, none when it has none; undefined when it is not there. */
export async function corsRulesOf(
  services: Pick<Services, 'metadata'>,
  bucketName: string,
): Promise<readonly CorsRule[] | undefined> {
  const bucket = bucketName === '' ? undefined : await services.metadata.bucket(bucketName);
  return bucket && (JSON.parse(bucket.settings.cors ?? '[]') as readonly CorsRule[]);
}

/** Set before anything is decided, so that the page can read refusals too. Costs nothing unless a browser says where it comes from. */
export async function setCorsHeaders(
  head: RequestHead,
  bucketName: string,
  services: Pick<Services, 'metadata'>,
  response: ServerResponse,
): Promise<void> {
  const origin = head.headers.get('origin');
  if (origin === undefined || head.method === 'OPTIONS') return;
  const rules = (await corsRulesOf(services, bucketName)) ?? [];
  if (rules.length === 0) return;
  response.setHeader('vary', CORS_VARY);
  const request = { origin, method: head.method, headers: [] };
  const rule = matchingRule(rules, request);
  if (rule === undefined) return;
  for (const [name, value] of Object.entries(corsHeaders(rule, request))) response.setHeader(name, value);
}
