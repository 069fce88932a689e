/** Decides who sends a request: by a bearer token or by an API key, one of them. Fails closed. */
import type { IncomingHttpHeaders } from 'node:http';
import { type ApiKeys, verifyApiKey } from './api-keys.ts';
import { type BearerTrust, verifyBearer } from './bearer.ts';
import type { Identified } from './caller.ts';

/** `nowMs` is wall-clock time. */
export type Identify = (headers: IncomingHttpHeaders, nowMs: number) => Promise<Identified>;

export function createIdentify(apiKeys: ApiKeys, trust: BearerTrust | undefined): Identify {
  return async (headers, nowMs) => {
    const { authorization, 'x-api-key': apiKey } = headers;
    if (authorization !== undefined && apiKey !== undefined)
      return invalid('Send a bearer token or an X-Api-Key, not both.');
    if (typeof apiKey === 'string') return verifyApiKey(apiKeys, apiKey);
    if (authorization === undefined) return { kind: 'missing', message: 'Send a bearer token or an X-Api-Key.' };
    const token = /^Bearer +([^ ]+)$/i.exec(authorization)?.[1];
    if (token === undefined) return invalid('The Authorization header must be: Bearer TOKEN.');
    if (trust === undefined) return invalid('No issuer of tokens is trusted here.');
    return verifyBearer(trust, token, nowMs);
  };
}

function invalid(message: string): Identified {
  return { kind: 'invalid', message };
}
