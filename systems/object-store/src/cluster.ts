/** The command of a cluster on this machine: one gateway and its storage servers, each a process, until it is asked to end or the gateway ends. */
import { createLog } from '@seatrial/service-log';
import { endWhenAsked, reportFailure, withUsage } from '@seatrial/service-process';
import { CLUSTER_LIMIT_MS, startLocalCluster } from './local/cluster.ts';
import { CLUSTER_USAGE, readClusterOptions } from './local/options.ts';

try {
  const plan = withUsage(() => readClusterOptions(process.argv.slice(2), process.env), CLUSTER_USAGE);
  const log = createLog(plan.logLevel);
  const cluster = await startLocalCluster(plan, log);
  let asked = false;
  const stop = (): Promise<void> => {
    asked = true;
    return cluster.stop();
  };
  endWhenAsked(process, stop, log, CLUSTER_LIMIT_MS);
  await cluster.gatewayExited;
  if (!asked) {
    process.exitCode = 1;
    await cluster.stop();
  }
} catch (error) {
  reportFailure(process, 'cluster', error);
}
