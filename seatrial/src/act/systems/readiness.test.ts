import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { TlsOptions } from '../../plan/systems/system.ts';
import { systemClock } from '../../std/clock.ts';
import { InstanceLog } from './log.ts';
import { awaitReady } from './readiness.ts';
import { certify, noOpenssl } from './testing/certificates.ts';

describe('readiness over https', { skip: noOpenssl }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-readiness-'));
  const path = (name: string): string => join(folder, name);
  const server = createServer((_asked, answer) => answer.end());
  before(async () => {
    certify(folder, 'ca');
    certify(folder, 'service', 'ca');
    server.setSecureContext({ cert: readFileSync(path('service.pem')), key: readFileSync(path('service.key')) });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  /** Why a service that runs is not ready when it is asked once; empty when it is. */
  async function because(tls: TlsOptions): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const answer = await awaitReady({
      question: { kind: 'http', url: `https://127.0.0.1:${port}/` },
      withinMs: 1,
      tls,
      headers: {},
      ask: () => assert.fail('no command is asked'),
      seen: () => assert.fail('nobody looks at it'),
      log: new InstanceLog(path('log')),
      clock: systemClock(process.hrtime.bigint()),
      signal: new AbortController().signal,
    });
    return answer.ok ? '' : answer.because;
  }

  test('a service that is trusted, by its address or by the name it is to have, is ready', async () => {
    assert.equal(await because({ ca: path('ca.pem') }), '');
    assert.equal(await because({ ca: path('ca.pem'), serverName: 'api.example' }), '');
    assert.equal(await because({ insecure: true }), '');
  });

  test('a stranger is not trusted; a trusted one must have the name that was asked for', async () => {
    assert.match(await because({}), /^was not ready within 1ms: GET https:\S+: (?:self-signed|unable to)/);
    assert.match(
      await because({ ca: path('ca.pem'), serverName: 'bank.example' }),
      /does not match certificate's altnames/,
    );
  });

  test('a file that is not there is named by its option, not by its place', async () => {
    assert.match(await because({ ca: path('absent.pem') }), /: the file of tls\.ca cannot be read: ENOENT$/);
  });
});
