/**
 * The server everybody is measured against: small JSON from memory on loopback, one process on a core of its own. nginx
 * where there is one, as it takes least of the core and so leaves the generator to be the limit; node:http otherwise.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinned, SERVER_CORE } from './measure.ts';

const NGINX = '/usr/sbin/nginx';
const READY_WITHIN_MS = 5000;

export interface Server {
  readonly name: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** The fast server; every answer is the same 200. */
export async function startJsonServer(): Promise<Server> {
  if (!existsSync(NGINX)) return startNodeServer('json-server-process.ts', 'node:http (nginx is not installed)');
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-nginx-'));
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), nginxConfiguration(folder, port));
  return start('nginx', [NGINX, '-p', folder, '-c', join(folder, 'nginx.conf')], port, () =>
    rmSync(folder, { recursive: true }),
  );
}

/** A server of this folder, which takes its port as its argument. */
export async function startNodeServer(file: string, name: string): Promise<Server> {
  const port = await freePort();
  return start(name, [process.execPath, join(import.meta.dirname, file), String(port)], port, () => {});
}

async function start(name: string, argv: readonly string[], port: number, clean: () => void): Promise<Server> {
  const [program = '', ...rest] = pinned(SERVER_CORE, argv);
  const child = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit'] });
  const url = `http://127.0.0.1:${port}/`;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    clean();
  };
  try {
    await ready(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { name, url, stop };
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const giveUpMs = performance.now() + READY_WITHIN_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode} before it was ready`);
    const answered = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answered) return;
    if (performance.now() > giveUpMs) throw new Error(`nothing answers at ${url} after ${READY_WITHIN_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** One that nobody uses now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('loopback gave no port');
  return address.port;
}

function nginxConfiguration(folder: string, port: number): string {
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events { worker_connections 16384; }
http {
  access_log off;
  default_type application/json;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { return 200 '{"id":1,"name":"Ada Lovelace","active":true}'; }
  }
}
`;
}
