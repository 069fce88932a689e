/**
 * The S3 servers of the comparison: Seatrial's own and those of others that the package clients of their languages install here. Each
 * is a process on one core with a folder of its own, and says what it does for safety; without that the figures cannot be compared.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '@seatrial/kit-s3';
import { SERVER_CORE } from '../load/measure.ts';
import { builtProgram, type Found, goProgram, nodeProgram, type Peer } from '../load/peers/peer.ts';
import { freePort } from '../load/server.ts';
import { answersAt, startProcess } from './process.ts';
import { account, type Served, storeCommand, whileRunning } from './store.ts';

export interface Contender {
  readonly name: string;
  find(): Found | null;
  /** What an answered PUT has survived. */
  readonly durable: string;
  /** What is compared when an object is read. */
  readonly integrity: string;
  readonly account: Account;
  command(program: readonly string[], folder: string, port: number): { argv: string[]; env?: Record<string, string> };
}

export interface PeerStore extends Contender {
  readonly install: Peer['install'];
}

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'seatrial', 'package.json'), 'utf8'));

export const own: Contender = {
  name: 'Seatrial object store',
  find: () => ({ program: [], version }),
  durable: 'fsync of file, folder and metadata',
  integrity: 'GMAC of each 256 KiB',
  account,
  command: (_, folder, port) => storeCommand(folder, port),
};

const minio: PeerStore = {
  name: 'MinIO',
  install: { with: 'go', of: 'github.com/minio/minio@latest' },
  find: () => goProgram('minio'),
  durable: 'fdatasync of files',
  integrity: 'HighwayHash of each MiB',
  account,
  command: (program, folder, port) => ({
    argv: [...program, 'server', folder, '--address', `127.0.0.1:${port}`, '--quiet'],
    env: { MINIO_ROOT_USER: account.accessKeyId, MINIO_ROOT_PASSWORD: account.secretAccessKey, MINIO_BROWSER: 'off' },
  }),
};

const versitygw: PeerStore = {
  name: 'versitygw (posix)',
  install: { with: 'go', of: 'github.com/versity/versitygw/cmd/versitygw@latest' },
  find: () => goProgram('versitygw'),
  durable: 'no fsync',
  integrity: 'nothing',
  account,
  command: (program, folder, port) => ({
    argv: [
      ...program,
      '--access',
      account.accessKeyId,
      '--secret',
      account.secretAccessKey,
      '--port',
      `127.0.0.1:${port}`,
      '--quiet',
      'posix',
      folder,
    ],
  }),
};

const seaweedfs: PeerStore = {
  name: 'SeaweedFS',
  install: { with: 'go', of: 'github.com/seaweedfs/seaweedfs/weed@latest' },
  find: () => builtProgram('weed', ['version'], /version \S+ (\S+)/),
  durable: 'no fsync',
  integrity: 'CRC-32C of each needle',
  account,
  command: (program, folder, port) => ({
    argv: [...program, 'server', '-ip=127.0.0.1', `-dir=${folder}`, '-s3', `-s3.port=${port}`, '-volume.max=100'],
    env: { AWS_ACCESS_KEY_ID: account.accessKeyId, AWS_SECRET_ACCESS_KEY: account.secretAccessKey },
  }),
};

const s3rver: PeerStore = {
  name: 's3rver',
  install: { with: 'npm', of: 's3rver' },
  find: () => nodeProgram('s3rver', 'bin/s3rver.js'),
  durable: 'no fsync',
  integrity: 'nothing',
  account: { tenant: 'bench', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  command: (program, folder, port) => ({
    argv: [...program, '--directory', folder, '--address', '127.0.0.1', '--port', `${port}`, '--silent'],
  }),
};

export const peers: readonly PeerStore[] = [minio, versitygw, seaweedfs, s3rver];

/** It serves from a folder, on its core, for as long as `work` takes. Throws when it is not installed. */
export async function withContender<T>(
  contender: Contender,
  folder: string,
  work: (served: Served) => Promise<T>,
): Promise<T> {
  const found = contender.find();
  if (found === null) throw new Error(`${contender.name} is not installed`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const command = { ...contender.command(found.program, folder, port), cores: `${SERVER_CORE}` };
  return whileRunning(await startProcess(command, () => answersAt(url)), (running) => work({ url, running }));
}
