/** Systems as a checked plan has them, for tests of what is behind the plan; they throw where there is a mistake. */
import { Problems } from '../problems.ts';
import { resolveSystems } from '../systems/resolve.ts';
import type { ResolvedEndpoint, ResolvedProcesses } from '../systems/resolved.ts';
import { type EndpointOptions, type ProcessOptions, system } from '../systems/system.ts';

/** A system `api`, or of another name, that Seatrial starts. */
export function processes(options: ProcessOptions, name = 'api'): ResolvedProcesses {
  return resolved(name, options) as ResolvedProcesses;
}

/** A system `staging`, or of another name, that runs already. */
export function endpoint(options: EndpointOptions, name = 'staging'): ResolvedEndpoint {
  return resolved(name, options) as ResolvedEndpoint;
}

function resolved(name: string, options: ProcessOptions | EndpointOptions) {
  const problems = new Problems();
  const [found] = resolveSystems([system(name, options)], problems);
  if (problems.list.length > 0) throw new Error(JSON.stringify(problems.list));
  return found;
}
