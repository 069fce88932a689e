/**
 * Whether an upload can fit into the quota of its tenant, asked before its bytes are taken. The commit decides, because others write
 * meanwhile; this refuses an upload that cannot fit before its bytes are sent.
 */
import type { Tenants } from './metadata/interface/tenants.ts';

/** `replacedBytes` are asked for only when it matters: what goes when the upload is stored. */
export type Room = (tenant: string, sizeBytes: number, replacedBytes?: () => Promise<number>) => Promise<boolean>;

/** Smaller ones are sent sooner than asked for. */
const LEAST_BYTES = 1024 * 1024;

export function createRoom(quotas: ReadonlyMap<string, number | undefined>, metadata: Pick<Tenants, 'usage'>): Room {
  return async (tenant, sizeBytes, replacedBytes = async () => 0) => {
    const quotaBytes = quotas.get(tenant);
    if (quotaBytes === undefined || sizeBytes < LEAST_BYTES) return true;
    const lackingBytes = (await metadata.usage(tenant)).bytes + sizeBytes - quotaBytes;
    return lackingBytes <= 0 || lackingBytes <= (await replacedBytes());
  };
}
