/** GET /admin/usage: what every tenant keeps, and how much it may. */
import { replyJson } from '@seatrial/service-http';
import type { Tenants } from '../../metadata/interface/tenants.ts';
import type { FilesHandler } from '../call.ts';

export const getUsage: FilesHandler<Tenants> = async ({ response }, { metadata }) => {
  const tenants = await metadata.tenants();
  replyJson(response, {
    tenants: tenants.map(({ tenant, bytes, objects, quotaBytes }) => ({
      tenant,
      bytes,
      objects,
      quota_bytes: quotaBytes ?? null,
    })),
  });
};
