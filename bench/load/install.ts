/**
 * Installs peers and what else a measurement needs with the ordinary package clients of this machine. What cannot be installed is
 * no failure: the reason is kept beside the peers, and the tables tell it. Go and Rust programs are built: minutes.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PEERS_FOLDER, type Peer } from './peers/peer.ts';

const run = promisify(execFile);
const LIMIT_MS = 30 * 60_000;
const REASONS = join(PEERS_FOLDER, 'absent.json');

type Installable = Pick<Peer, 'name' | 'install' | 'find'>;

/** Installs what is not here yet; `also` are packages of the system that the measurement needs. */
export async function installPeers(peers: readonly Installable[], also: readonly string[]): Promise<void> {
  mkdirSync(join(PEERS_FOLDER, 'npm'), { recursive: true });
  if (!existsSync(join(PEERS_FOLDER, 'npm', 'package.json'))) {
    writeFileSync(join(PEERS_FOLDER, 'npm', 'package.json'), '{ "private": true }\n');
  }
  for (const name of also) await attempt(name, { with: 'apt-get', of: name });
  const reasons = readReasons();
  for (const peer of peers) {
    delete reasons[peer.name];
    if (peer.find() !== null) continue;
    const reason = await attempt(peer.name, peer.install);
    if (reason !== null) reasons[peer.name] = reason;
  }
  writeFileSync(REASONS, `${JSON.stringify(reasons, null, 2)}\n`);
}

/** Why a peer is absent, in a few words. */
export function whyAbsent({ name }: Pick<Peer, 'name'>): string {
  return readReasons()[name] ?? 'not installed; `--install` tries to';
}

function readReasons(): Record<string, string> {
  return existsSync(REASONS) ? JSON.parse(readFileSync(REASONS, 'utf8')) : {};
}

/** Null when it went well, otherwise why not. */
async function attempt(name: string, { with: client, of }: Peer['install']): Promise<string | null> {
  console.log(`installing ${name} with ${client} ...`);
  const [argv, env] = installation(client, of);
  const [program = '', ...rest] = argv;
  try {
    await run(program, rest, { env: { ...process.env, ...env }, timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 });
    return null;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: string | number; stderr?: string };
    const reason =
      code === 'ENOENT' ? `${client} is not on this machine` : `${client} could not install it: ${briefly(stderr)}`;
    console.log(`  ${reason}\n${stderr}`);
    return reason;
  }
}

function installation(client: Peer['install']['with'], of: string): [argv: string[], env: Record<string, string>] {
  switch (client) {
    case 'apt-get':
      return [['apt-get', 'install', '--yes', '--no-install-recommends', of], { DEBIAN_FRONTEND: 'noninteractive' }];
    case 'go':
      return [['go', 'install', of], { GOBIN: join(PEERS_FOLDER, 'bin') }];
    case 'cargo':
      return [['cargo', 'install', '--locked', '--root', PEERS_FOLDER, of], {}];
    case 'npm':
      // Artillery brings a browser that nobody here starts.
      return [
        ['npm', 'install', '--no-audit', '--no-fund', '--prefix', join(PEERS_FOLDER, 'npm'), of],
        { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
      ];
  }
}

/** What follows the last colon of the last line that says something: what was wrong, without hosts and folders. */
function briefly(complaint: string): string {
  const lines = complaint.trim().split('\n');
  const last = lines.findLast((line) => !line.includes('complete log of this run')) ?? '';
  return (
    last
      .slice(last.lastIndexOf(': ') + 1)
      .replace(/\.$/, '')
      .trim() || 'it said nothing'
  );
}
