/** AWS's own client for a tenant of a test's store, and a way to change a request after the client has signed it. */
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { credentials, type Lifetime, type StoreProcess, type Tenant } from './store-process.ts';

export function clientOf(t: Lifetime, store: StoreProcess, tenant: Tenant, config: S3ClientConfig = {}): S3Client {
  const client = new S3Client({
    endpoint: store.url,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: credentials[tenant],
    maxAttempts: 1,
    ...config,
  });
  t.after(() => client.destroy());
  return client;
}

/** The same client for somebody without credentials: it signs nothing. */
export function nobodyOf(t: Lifetime, store: StoreProcess): S3Client {
  return clientOf(t, store, 'alpha', { signer: { sign: async (request) => request } });
}

/** What goes over the wire. */
export interface WireRequest {
  path: string;
  headers: Record<string, string>;
  query: Record<string, unknown>;
  body?: unknown;
}

/** The client, with `change` applied to every request after it has been signed. */
export function changedAfterSigning(client: S3Client, change: (request: WireRequest) => void): S3Client {
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as WireRequest);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'changedAfterSigning' },
  );
  return client;
}

/** Resolves with the S3 error code (or the status, when there is no body) that a call is refused with; fails when it is not refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return `${$metadata?.httpStatusCode ?? 'no answer'} ${name}`;
  }
  throw new Error('The call was accepted.');
}
