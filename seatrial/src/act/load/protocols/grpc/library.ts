/**
 * Loads the gRPC libraries and the descriptions of services, each once for all users and only when a journey asks for the
 * first call: a plan without gRPC does not pay for them.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client, MethodDefinition } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';

import { PlanMistakeError } from '../../../../plan/mistake.ts';
import { notePeersWord } from './peers-word.ts';
import { describedBy } from './reflection.ts';

export type Library = typeof import('@grpc/grpc-js');
/** Messages are described at run time: plain objects there, plain objects back. */
export type Method = MethodDefinition<object, object>;

export interface LoadedService {
  readonly library: Library;
  readonly methods: Readonly<Record<string, Method>>;
}

/** Where a service is described: in a proto file, or by the peer at an origin. */
export type Description =
  | { readonly proto: URL; readonly includes: readonly URL[] }
  | { readonly reflectedBy: string; readonly client: (library: Library) => Client };

const SHAPE = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };
const services = new Map<string, Promise<LoadedService>>();

/**
 * Throws a sentence when the proto file cannot be read or has no such service; and what `describedBy` throws. A peer is asked
 * once, until `deadlineMs` (as `Date.now()`), and again by the next call where it could not be.
 */
export function loadService(
  from: Description,
  service: string,
  deadlineMs = Number.POSITIVE_INFINITY,
): Promise<LoadedService> {
  const key = `${keyOf(from)} ${service}`;
  let loaded = services.get(key);
  if (!loaded) {
    loaded = load(from, service, deadlineMs);
    services.set(key, loaded);
    if ('reflectedBy' in from) loaded.catch(() => services.delete(key));
  }
  return loaded;
}

/** Tells descriptions apart. */
export function keyOf(from: Description): string {
  return 'proto' in from ? [from.proto, ...from.includes].map(({ href }) => href).join(' ') : from.reflectedBy;
}

async function load(from: Description, service: string, deadlineMs: number): Promise<LoadedService> {
  const [library, loader] = await Promise.all([import('@grpc/grpc-js'), import('@grpc/proto-loader')]);
  notePeersWord(library);
  const definitions =
    'proto' in from
      ? await ofFile(loader, from.proto, from.includes)
      : loader.loadFileDescriptorSetFromBuffer(
          await describedBy(from.client(library), loader, service, deadlineMs),
          SHAPE,
        );
  const methods = definitions[service];
  if (methods && !('format' in methods)) return { library, methods: methods as Record<string, Method> };
  const known = Object.keys(definitions).filter((name) => !('format' in (definitions[name] ?? {})));
  const where = 'proto' in from ? fileURLToPath(from.proto) : from.reflectedBy;
  throw new PlanMistakeError(`${where} has no service '${service}'; it has ${known.join(', ') || 'none'}`);
}

async function ofFile(
  loader: typeof import('@grpc/proto-loader'),
  proto: URL,
  includes: readonly URL[],
): Promise<PackageDefinition> {
  const path = fileURLToPath(proto);
  const includeDirs = [dirname(path), ...includes.map((folder) => fileURLToPath(folder))];
  return loader.load(path, { ...SHAPE, includeDirs }).catch((error: Error) => {
    throw new PlanMistakeError(`${path} cannot be read as a proto file: ${error.message}`);
  });
}
