/** OPTIONS: a browser asks, unsigned, whether a page of some origin may send what it wants to. Grants nothing but the question's answer. */
import { replyEmpty } from '@seatrial/service-http';
import { CORS_VARY, corsHeaders, matchingRule } from '../../access/cors.ts';
import { S3Error } from '../../wire/errors.ts';
import { corsRulesOf } from '../cross-origin.ts';
import type { Handler } from '../handler.ts';

export const optionsPreflight: Handler = async (call, services) => {
  const origin = call.headers.get('origin');
  const method = call.headers.get('access-control-request-method');
  if (origin === undefined || method === undefined) {
    throw new S3Error('BadRequest', 'Insufficient information. Origin and Access-Control-Request-Method are needed.');
  }
  const headers = (call.headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const rules = await corsRulesOf(services, call.target.bucket);
  if (rules === undefined) throw new S3Error('NoSuchBucket');
  const rule = matchingRule(rules, { origin, method, headers });
  if (rule === undefined) throw new S3Error('AccessForbidden', undefined, { vary: CORS_VARY });
  replyEmpty(call.response, 200, { ...corsHeaders(rule, { origin, method, headers }), vary: CORS_VARY });
};
