/**
 * The trial of the store as a cluster: a gateway over storage servers that are killed, paused, damaged, added, drained and lose a disk while
 * users read and write. What it may be given stands in trials/settings.ts.
 */
import { s3Kit } from '@seatrial/kit-s3';
import { assemble, defineTrial } from 'seatrial';
import { clusterFaults, clusterSecrets, gateway, place, systems } from './trials/cluster.ts';
import { secrets, tenants } from './trials/credentials.ts';
import { damage } from './trials/damage.ts';
import { files } from './trials/files.ts';
import { leftovers } from './trials/leftovers.ts';
import { aDiskIsLost, aServerDies, serversComeAndGo } from './trials/servers.ts';
import { brief, nameOf } from './trials/settings.ts';

const kit = s3Kit({ system: gateway, accounts: tenants, brief });
const parts = [
  files(place),
  leftovers(place, kit),
  damage(place, kit),
  aServerDies(kit),
  serversComeAndGo(kit),
  kit.durable({ ...clusterFaults, between: [aDiskIsLost()] }),
];

export default defineTrial({
  name: nameOf('object-store cluster'),
  systems,
  ...assemble(parts),
  secrets: [...secrets, ...clusterSecrets],
});
