/**
 * `npm run bench:load`: Seatrial's load engine beside its peers on the same machine. Prints its tables and writes them
 * into docs/benchmarks/load.md. `--install` installs the peers first; `--quick` is a smoke run and writes nothing;
 * `--soak` adds the run of ten minutes; `--only` takes some of speed, open, stall, memory, workers.
 */
import { cpus, platform, release } from 'node:os';
import { join } from 'node:path';
import { readAsked } from './asked.ts';
import { CONNECTIONS } from './contender.ts';
import { replaceBetween } from './document.ts';
import { installPeers, whyAbsent } from './install.ts';
import { measureIdle, measureSoak, renderMemory } from './memory.ts';
import { measureOpenModel, renderOpenModel } from './open-model.ts';
import { PEERS, peersHere } from './peers.ts';
import { seatrialContender } from './seatrial.ts';
import { measureSpeed, renderPromises, renderSpeed } from './speed.ts';
import { measurePeersAtStall, measureStall, renderPeersAtStall, renderStall } from './stall.ts';
import { figure, median } from './table.ts';
import { measureWorkers, renderWorkers } from './workers.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOCUMENT = join(ROOT, 'docs', 'benchmarks', 'load.md');

const PARTS = ['speed', 'open', 'stall', 'memory', 'workers'] as const;
const asked = readAsked(process.argv.slice(2), PARTS, ['install', 'quick', 'soak']);
if ('mistake' in asked) {
  console.error(asked.mistake);
  process.exit(2);
}
const { flags, parts } = asked;
const [quick, soak] = [flags.has('quick'), flags.has('soak')];
const rounds = asked.rounds ?? (quick ? 1 : 5);
const seconds = asked.seconds ?? (quick ? 2 : 10);

const SPEED_NOTE = `Every round runs each generator once for ${seconds} s on ${CONNECTIONS} keep-alive connections against the same server; figures are
medians of ${rounds} rounds, ratios are formed within a round. CPU is user and system time of the whole process from start to exit, so
Seatrial's includes compiling its TypeScript, writing, sealing and judging its evidence.`;

const PINNED = 'server and generator each pinned to a core of its own';

const say = (line: string): void => console.error(line);

if (flags.has('install')) await installPeers(PEERS, ['nginx-light', 'time']);
await part('speed', speed);
await part('open', open);
await part('stall', stall);
await part('memory', memory);
await part('workers', workers, 'nothing is pinned');

/** Measures one part if it is wanted, and shows it; each has its own place in the document and its own date. */
async function part(name: (typeof PARTS)[number], measured: () => Promise<string>, pinning = PINNED): Promise<void> {
  if (!parts.includes(name)) return;
  const text = `${await measured()}\n\n${where(pinning)}`;
  console.log(`${text}\n`);
  if (!quick) replaceBetween(DOCUMENT, `bench:load ${name}`, text);
}

async function speed(): Promise<string> {
  const { present, absent } = peersHere();
  const own = [seatrialContender('scripted'), seatrialContender('fixed')];
  const { server, results } = await measureSpeed([...own, ...present], { rounds, seconds }, say);
  const compared = renderSpeed(results);
  const steady = own.map(({ name, steadyUs }) => `${name}: ${figure(median(steadyUs))} µs`).join('; ');
  return [
    `### Requests per CPU-second, server: ${server}`,
    renderPromises(results),
    compared,
    ...absent.map((peer) => `${peer.name} is absent: ${whyAbsent(peer)}.`),
    SPEED_NOTE,
    `CPU a request in Seatrial's load phase alone, after its first second, by its own account: ${steady}.`,
  ].join('\n\n');
}

async function open(): Promise<string> {
  const [rate, duration] = [20_000, quick ? 3 : 30];
  say(`open model, ${rate}/s for ${duration} s`);
  return `### Open model on one core\n\n${renderOpenModel(await measureOpenModel(rate, duration), rate, duration)}`;
}

async function stall(): Promise<string> {
  const ratePerSecond = 1000;
  say('a server that stalls, Seatrial');
  const felt = renderStall(await measureStall(ratePerSecond, quick ? 10 : 60));
  const title = '### A server that stalls for 1 s in every 10 s, at 1,000/s';
  if (quick) return `${title}\n\n${felt}`;
  const peers = await measurePeersAtStall(peersHere().present, { ratePerSecond, seconds: 30 }, say);
  return [title, felt, 'What the peers say of the same server:', renderPeersAtStall(peers)].join('\n\n');
}

async function memory(): Promise<string> {
  say('idle users');
  const idle = await measureIdle(quick ? 1000 : 10_000, quick ? 3 : 20);
  if (soak) say('a long run');
  return `### Memory\n\n${renderMemory(idle, soak ? await measureSoak(10_000, quick ? 20 : 600) : null)}`;
}

async function workers(): Promise<string> {
  return `### Two workers\n\n${renderWorkers(await measureWorkers({ rounds, seconds: Math.max(3, seconds) }, say))}`;
}

function where(pinning = PINNED): string {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${platform()} ${release()}, Node ${process.version}`;
  return `Measured on ${date}: ${machine}; ${pinning}. By \`npm run bench:load\`.`;
}
