import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Fact } from '../evidence/records.ts';
import { claim } from '../plan/claims/claim.ts';
import { journey } from '../plan/journey.ts';
import { load } from '../plan/phases/load.ts';
import { resolveTrial } from '../plan/resolve.ts';
import { system, type TlsOptions } from '../plan/systems/system.ts';
import { defineTrial } from '../plan/trial.ts';
import { systemClock } from '../std/clock.ts';
import { conduct } from './conduct.ts';
import { certify, noOpenssl } from './systems/testing/certificates.ts';
import { factsOf } from './testing/conducted.ts';

/** Tells who the client is; `strict` refuses whoever shows no certificate. */
const SERVICE = `
  const { readFileSync } = require('node:fs');
  const [port, folder, strict] = process.argv.slice(1);
  const read = (name) => readFileSync(folder + '/' + name);
  const options = { cert: read('service.pem'), key: read('service.key'), ca: read('ca.pem'), requestCert: true };
  require('node:https').createServer({ ...options, rejectUnauthorized: strict === 'strict' }, (asked, answer) => {
    answer.end(asked.socket.getPeerCertificate()?.subject?.CN ?? 'nobody');
  }).listen(Number(port), '127.0.0.1');`;

describe('a system that speaks https', { skip: noOpenssl }, () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'seatrial-https-'));
    certify(folder, 'ca');
    certify(folder, 'service', 'ca');
    certify(folder, 'user', 'ca');
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Conducts one visit of such a system; what the service called us, and every fact. */
  async function visit(tls: TlsOptions, strict = '') {
    const place = mkdtempSync(join(tmpdir(), 'seatrial-https-run-'));
    const options = { scheme: 'https', ready: { http: '/' }, tls } as const;
    const api = system('api', { command: ['node', '-e', SERVICE, '{port}', folder, strict], ...options });
    const said: string[] = [];
    const who = journey('who', async (t) => {
      const got = await t.http.get('/');
      said.push(got.cause === null ? got.text() : got.why);
    });
    const phases = [load('one', who, { iterations: 1, users: 1 })];
    const resolution = resolveTrial(defineTrial({ name: 'tls', systems: [api], phases, claims: [claim.checks(who)] }));
    assert.ok(resolution.ok);
    const facts: Fact[] = [];
    try {
      const outcome = await conduct(resolution.plan.actions, {
        emit: (fact) => void facts.push(fact),
        clock: systemClock(process.hrtime.bigint()),
        token: 'x',
        signal: new AbortController().signal,
        logsFolder: join(place, 'logs'),
        leaseFolder: join(place, 'leases'),
        dataFolder: join(place, 'data'),
        workingFolder: place,
        environment: process.env,
        threads: null,
      });
      return { outcome, said, facts, summary: resolution.plan.summary };
    } finally {
      rmSync(place, { recursive: true });
    }
  }

  const path = (name: string): string => join(folder, name);

  test('its authority as a path: it becomes ready and answers; the url says https', async () => {
    const { outcome, said, facts } = await visit({ ca: path('ca.pem') });
    assert.deepEqual([outcome.outcome, said], ['complete', ['nobody']]);
    assert.match(factsOf(facts, 'instance-started')[0]?.url ?? '', /^https:\/\/127\.0\.0\.1:\d+$/);
  });

  test('a certificate of our own, as text and as URL; no text of it is in evidence', async () => {
    const key = readFileSync(path('user.key'), 'utf8');
    const tls = { ca: pathToFileURL(path('ca.pem')), cert: pathToFileURL(path('user.pem')), key };
    const { said, facts, summary } = await visit({ ...tls, serverName: 'api.example' }, 'strict');
    assert.deepEqual(said, ['user']);
    const evidence = JSON.stringify([facts, summary]);
    assert.ok(!evidence.includes('BEGIN') && !evidence.includes('user.pem'));
  });

  test('insecure trusts a stranger, and evidence says so', async () => {
    const { said, summary } = await visit({ insecure: true });
    assert.deepEqual(said, ['nobody']);
    assert.match(summary.systems[0]?.what ?? '', /\(any certificate is accepted\)$/);
  });
});
