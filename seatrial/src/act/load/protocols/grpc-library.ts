/**
 * Loads the gRPC libraries and proto files, each once for all users and only when a journey asks for the first call: a
 * plan without gRPC does not pay for them.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MethodDefinition } from '@grpc/grpc-js';

import { PlanMistake } from '../../../plan/mistake.ts';
import { notePeersWord } from './grpc-peers-word.ts';

export type Library = typeof import('@grpc/grpc-js');
/** Messages are described at run time: plain objects there, plain objects back. */
export type Method = MethodDefinition<object, object>;

export interface LoadedService {
  readonly library: Library;
  readonly methods: Readonly<Record<string, Method>>;
}

const services = new Map<string, Promise<LoadedService>>();

/** Throws a sentence when the proto file cannot be read or has no such service. */
export function loadService(proto: URL, service: string): Promise<LoadedService> {
  const key = `${proto.href} ${service}`;
  let loaded = services.get(key);
  if (!loaded) {
    loaded = load(proto, service);
    services.set(key, loaded);
  }
  return loaded;
}

async function load(proto: URL, service: string): Promise<LoadedService> {
  const [library, loader] = await Promise.all([import('@grpc/grpc-js'), import('@grpc/proto-loader')]);
  notePeersWord(library);
  const path = fileURLToPath(proto);
  const shape = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };
  const definitions = await loader.load(path, { ...shape, includeDirs: [dirname(path)] }).catch((error: Error) => {
    throw new PlanMistake(`${path} cannot be read as a proto file: ${error.message}`);
  });
  const methods = definitions[service];
  if (methods && !('format' in methods)) return { library, methods: methods as Record<string, Method> };
  const known = Object.keys(definitions).filter((name) => !('format' in (definitions[name] ?? {})));
  throw new PlanMistake(`${path} has no service '${service}'; it has ${known.join(', ') || 'none'}`);
}
