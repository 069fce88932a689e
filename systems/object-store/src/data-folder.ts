/**
 * What a folder was used for before. One that is something else already is refused in a sentence: what is in it would be served in part, or be
 * taken for what nobody refers to, and removed. Every check throws an Error whose message is meant for the operator, and changes nothing.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export function requireGatewayFolder(directory: string): void {
  if (isStorageServers(directory))
    throw new Error(`The folder ${directory} is a storage server's. Give the gateway a folder of its own with --data.`);
  const wholeCluster = existsSync(join(directory, 'gateway')) && isStorageServers(join(directory, 's1'));
  if (wholeCluster && !isGateways(directory))
    throw new Error(`The folder ${directory} has a whole cluster in it. Start it with cluster.ts.`);
}

/** Of a gateway that has storage servers: whatever it keeps is there. */
export function requireNoBytes(directory: string): void {
  if (!hasChunks(directory)) return;
  throw new Error(
    `The folder ${directory} was used without storage servers and has the bytes of objects in it, which could not be read with them. ` +
      'Start it without --storage; or give the cluster another folder, and copy the objects from the one store to the other, for instance with rclone.',
  );
}

export function requireStorageServerFolder(directory: string): void {
  if (isGateways(directory))
    throw new Error(`The folder ${directory} is a gateway's. Give the storage server a folder of its own with --data.`);
}

/** Of a cluster on this machine, whose processes have folders below it. */
export function requireClusterFolder(directory: string): void {
  if (isGateways(directory))
    throw new Error(
      `The folder ${directory} is that of a store of one process. Start it with main.ts, or give the cluster another one.`,
    );
}

function isGateways(directory: string): boolean {
  return existsSync(join(directory, 'metadata.db'));
}

function isStorageServers(directory: string): boolean {
  return existsSync(join(directory, 'server.db'));
}

function hasChunks(directory: string): boolean {
  const chunks = join(directory, 'chunks');
  return existsSync(chunks) && readdirSync(chunks).some((shard) => readdirSync(join(chunks, shard)).length > 0);
}
