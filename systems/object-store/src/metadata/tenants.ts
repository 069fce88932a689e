/**
 * What tenants use, kept in the same transaction as what they store: bytes of every version, of the parts of uploads in progress and of
 * completed files; objects are versions and completed files. Only a tenant with a quota has its writers wait for each other.
 */
import { ask, type Questions } from '@seatrial/service-sql';
import { numberOf } from './columns.ts';
import type { TenantUsage, Usage } from './interface/tenants.ts';

const SLOTS = 16;

/** Whether `addedBytes` more would be too much. Until the end of the transaction no other one can answer this for the same tenant. */
export function* exceedsQuota(tenant: string, addedBytes: number): Questions<boolean> {
  if (addedBytes <= 0) return false;
  const [quota] = yield* ask('SELECT bytes FROM quota WHERE tenant = $1 FOR UPDATE', tenant);
  if (quota === undefined) return false;
  return (yield* usage(tenant)).bytes + addedBytes > Number(quota.bytes);
}

/** Adds to what the tenant uses; negative numbers take away. */
export function* addUsage(tenant: string, bytes: number, objects: number): Questions<void> {
  if (bytes === 0 && objects === 0) return;
  yield* ask(
    `INSERT INTO tenant_usage (tenant, slot, bytes, objects) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, slot)
     DO UPDATE SET bytes = tenant_usage.bytes + excluded.bytes, objects = tenant_usage.objects + excluded.objects`,
    tenant,
    Math.floor(Math.random() * SLOTS),
    bytes,
    objects,
  );
}

export function* usage(tenant: string): Questions<Usage> {
  const [row] = yield* ask(
    'SELECT COALESCE(SUM(bytes), 0) AS bytes, COALESCE(SUM(objects), 0) AS objects FROM tenant_usage WHERE tenant = $1',
    tenant,
  );
  return { bytes: Number(row?.bytes), objects: Number(row?.objects) };
}

export function* listTenants(): Questions<readonly TenantUsage[]> {
  const rows = yield* ask(
    `SELECT tenant, SUM(bytes) AS bytes, SUM(objects) AS objects, MAX(quota_bytes) AS quota_bytes FROM (
       SELECT tenant, bytes, objects, CAST(NULL AS BIGINT) AS quota_bytes FROM tenant_usage
       UNION ALL SELECT tenant, 0, 0, bytes FROM quota
     ) AS kept GROUP BY tenant HAVING SUM(objects) > 0 OR SUM(bytes) > 0 OR MAX(quota_bytes) IS NOT NULL
     ORDER BY tenant COLLATE "C"`,
  );
  return rows.map((row) => ({
    tenant: String(row.tenant),
    bytes: Number(row.bytes),
    objects: Number(row.objects),
    quotaBytes: numberOf(row.quota_bytes),
  }));
}

export function* setQuota(tenant: string, quotaBytes: number | undefined): Questions<void> {
  if (quotaBytes === undefined) yield* ask('DELETE FROM quota WHERE tenant = $1', tenant);
  else {
    yield* ask(
      'INSERT INTO quota (tenant, bytes) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET bytes = excluded.bytes',
      tenant,
      quotaBytes,
    );
  }
}
