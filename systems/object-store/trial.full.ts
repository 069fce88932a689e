/**
 * Everything, on a cluster, with what takes long: 10,000 keys, 100 MB and 5 GB, 50 uploads with 100 downloads, and everyday load for as long
 * as it takes the cleanup to remove what a killed gateway left. Run on request; takes up to 40 minutes, and 12 GB of disk.
 */
import { s3Kit } from '@seatrial/kit-s3';
import { assemble, defineTrial, fault } from 'seatrial';
import { busy } from './trials/busy.ts';
import { clusterFaults, clusterSecrets, gateway, place, systems } from './trials/cluster.ts';
import { secrets, tenants } from './trials/credentials.ts';
import { damage } from './trials/damage.ts';
import { fileAccess } from './trials/file-access.ts';
import { fileUploads } from './trials/file-uploads.ts';
import { files } from './trials/files.ts';
import { leftovers } from './trials/leftovers.ts';
import { metrics } from './trials/metrics.ts';
import { benchmarkBounds, connectionBounds, listingBounds, mixBounds, soakBounds } from './trials/promises.ts';
import { quota } from './trials/quota.ts';
import { aDiskIsLost, aServerDies, serversComeAndGo } from './trials/servers.ts';
import { nameOf } from './trials/settings.ts';

const kit = s3Kit({ system: gateway, accounts: tenants });
const killed = fault.kill(gateway.instance(1), { at: '2s', restartAfter: '500ms' });
/** Every ten minutes the cleanup looks at what is older than ten: this is long enough for two looks at what the killed gateway left. */
const soak = kit.soak({ minutes: 22, ...soakBounds });

const parts = [
  kit.benchmark(benchmarkBounds),
  kit.concurrency(connectionBounds),
  kit.mix(mixBounds),
  kit.integrity(),
  kit.multipart(),
  kit.ranges({ ifRange: true }),
  kit.conditions(),
  kit.replacing(),
  kit.versions(),
  kit.tags(),
  kit.listing({ keys: 10_000, ...listingBounds }),
  kit.tenants(),
  kit.access(),
  kit.cors(),
  kit.missingFeatures(),
  kit.presigned(),
  kit.lifecycle({ withinS: 15 }),
  files(place),
  fileUploads(gateway),
  fileAccess(gateway),
  metrics(gateway, kit),
  quota(place, kit),
  kit.large({ sizeBytes: 100_000_000, users: 4 }),
  kit.large({ sizeBytes: 5_000_000_000 }),
  busy(gateway, 60),
  damage(place, kit),
  leftovers(place, kit, { faults: [killed], between: soak }),
  aServerDies(kit),
  serversComeAndGo(kit),
  kit.durable({ ...clusterFaults, between: [aDiskIsLost()] }),
];

export default defineTrial({
  name: nameOf('object-store in full'),
  systems,
  ...assemble(parts),
  secrets: [...secrets, ...clusterSecrets],
});
