/**
 * `npm run bench:object-store`: the numbers promised for the object store, and the store beside other S3 servers. Prints its tables and
 * writes them into docs/benchmarks/object-store.md. `--install` installs the other servers first; `--quick` is a smoke run and writes
 * nothing; `--only` takes some of embedded, cluster, peers.
 */
import { cpus, platform, release } from 'node:os';
import { join } from 'node:path';
import { readAsked } from '../load/asked.ts';
import { replaceBetween } from '../load/document.ts';
import { installPeers } from '../load/install.ts';
import { measureCluster } from './cluster.ts';
import { peers } from './contenders.ts';
import { measureEmbedded, type Pace } from './embedded.ts';
import { measureSideBySide } from './side-by-side.ts';

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks', 'object-store.md');

const measures = { embedded: measureEmbedded, cluster: measureCluster, peers: measureSideBySide };
const asked = readAsked(process.argv.slice(2), ['embedded', 'cluster', 'peers'], ['install', 'quick']);
if ('mistake' in asked) {
  console.error(asked.mistake);
  process.exit(2);
}
const quick = asked.flags.has('quick');
const pace: Pace = { rounds: asked.rounds ?? (quick ? 1 : 3), seconds: asked.seconds ?? (quick ? 1 : 4), quick };

// Whoever stops the bench stops its servers, which are ended when it exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
if (asked.flags.has('install')) await installPeers(peers, []);
for (const name of asked.parts) {
  const text = `${await measures[name](pace, (line) => console.error(line))}\n\n${where()}`;
  console.log(`${text}\n`);
  if (!quick) replaceBetween(DOCUMENT, `bench:object-store ${name}`, text);
}

function where(): string {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${release()}, Node ${process.version}`;
  return `Measured on ${date}: ${machine}; medians of ${pace.rounds} rounds of ${pace.seconds} s. By \`npm run bench:object-store\`.`;
}
