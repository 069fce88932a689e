/**
 * The trial of the store as a cluster: a gateway over storage servers that are killed, paused, damaged, added, drained and lose a disk while
 * users read and write. What it takes from the environment stands in trials/selection.ts.
 */
import { s3Kit, together } from '@seatrial/kit-s3';
import { defineTrial } from 'seatrial';
import { clusterFaults, clusterSecrets, gateway, place, systems } from './trials/cluster.ts';
import { secrets, tenants } from './trials/credentials.ts';
import { damage } from './trials/damage.ts';
import { files } from './trials/files.ts';
import { leftovers } from './trials/leftovers.ts';
import { brief, nameOf, selected } from './trials/selection.ts';
import { aDiskIsLost, aServerDies, serversComeAndGo } from './trials/servers.ts';

const kit = s3Kit({ system: gateway, accounts: tenants, brief });
const { phases, claims } = together(
  selected(kit.prepare(), [
    files(place),
    leftovers(place, kit.bucketOf),
    damage(place, kit.bucketOf),
    aServerDies(kit.bucketOf),
    serversComeAndGo(kit.bucketOf),
    kit.durable({ ...clusterFaults, between: [aDiskIsLost()] }),
  ]),
);

export default defineTrial({
  name: nameOf('object-store cluster'),
  systems,
  phases,
  claims,
  secrets: [...secrets, ...clusterSecrets],
});
