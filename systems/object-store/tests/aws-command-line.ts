/** The AWS command line with nothing configured but who, where and the signature it presigns with; 1.x and 2.x alike. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type CommandLine, openCommandLine } from './command-line.ts';
import { credentials, type StoreProcess } from './store-process.ts';

export interface Aws extends CommandLine {
  readonly url: string;
  /** What a command of `s3api` answers with, undefined for nothing. */
  readonly api: (...args: readonly string[]) => Promise<Record<string, unknown> | undefined>;
}

/** Those before this one do not know conditional writes, which came with checksums by default. */
export function isModernAws(): boolean {
  const [, major, minor] = /aws-cli\/(\d+)\.(\d+)/.exec(spawnSync('aws', ['--version']).stdout.toString()) ?? [];
  return Number(minor) >= (major === '1' ? 37 : 23);
}

export async function openAws(t: TestContext, store: StoreProcess): Promise<Aws> {
  const command = await openCommandLine(t, 'aws', async (folder) => {
    const config = join(folder, 'config');
    await writeFile(config, '[default]\ns3 =\n  signature_version = s3v4\n  multipart_threshold = 8MB\n');
    const environment = {
      AWS_ACCESS_KEY_ID: credentials.alpha.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.alpha.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: config,
      AWS_MAX_ATTEMPTS: '1',
      AWS_PAGER: '',
    };
    return { args: ['--endpoint-url', store.url, '--output', 'json'], environment };
  });
  const api: Aws['api'] = async (...args) => {
    const text = await command.run('s3api', ...args);
    return text === '' ? undefined : JSON.parse(text);
  };
  return { ...command, url: store.url, api };
}
