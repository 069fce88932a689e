/**
 * The object store's trial: what its README promises, proven on a store that is started, loaded, attacked by other tenants, damaged, killed and read back.
 * What it may be given stands in trials/settings.ts. Storage servers have a trial of their own, trial.cluster.ts.
 */
import { s3Kit } from '@seatrial/kit-s3';
import { assemble, defineTrial, fault, system } from 'seatrial';
import { credentialsJson, secrets, tenants } from './trials/credentials.ts';
import { damage } from './trials/damage.ts';
import { diskOf } from './trials/disks.ts';
import { fileAccess } from './trials/file-access.ts';
import { fileUploads } from './trials/file-uploads.ts';
import { files } from './trials/files.ts';
import './trials/folder-process.ts';
import { leftovers } from './trials/leftovers.ts';
import { metrics } from './trials/metrics.ts';
import { benchmarkBounds, connectionBounds, listingBounds, mixBounds } from './trials/promises.ts';
import { quota } from './trials/quota.ts';
import { brief, defectArguments, nameOf } from './trials/settings.ts';

const disk = diskOf('gateway');

const store = system('object-store', {
  command: ['node', 'src/main.ts', '--port', '{port}', '--data', disk, ...defectArguments],
  env: { OBJECT_STORE_CREDENTIALS: credentialsJson },
  ready: { http: '/health', within: '15s' },
});

const place = { store, disks: [disk], copies: 1 };
const s3 = s3Kit({ system: store, accounts: tenants, brief });
const killed = fault.kill(store.instance(1), { at: '2s', restartAfter: '300ms' });

const parts = [
  s3.benchmark(benchmarkBounds),
  s3.concurrency(connectionBounds),
  s3.mix(mixBounds),
  s3.integrity(),
  s3.multipart(),
  s3.ranges({ ifRange: true }),
  s3.conditions(),
  s3.replacing(),
  s3.versions(),
  s3.tags(),
  s3.listing({ keys: brief ? 300 : 1000, ...listingBounds }),
  s3.large({ sizeBytes: 100_000_000 }),
  s3.tenants(),
  s3.access(),
  s3.cors(),
  s3.missingFeatures(),
  s3.presigned(),
  s3.lifecycle({ withinS: 15 }),
  files(place),
  fileUploads(store),
  fileAccess(store),
  metrics(store, s3),
  quota(place, s3),
  damage(place, s3),
  leftovers(place, s3, { faults: [killed] }),
  s3.crash(store.instance(1), { within: '3s' }),
];

export default defineTrial({
  name: nameOf('object-store'),
  systems: [store],
  ...assemble(parts),
  secrets,
});
