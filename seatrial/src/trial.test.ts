import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { claim } from './plan/claims/claim.ts';
import { journey } from './plan/journey.ts';
import { load } from './plan/phases/load.ts';
import { system } from './plan/systems/system.ts';
import { defineTrial } from './plan/trial.ts';
import { runTrial } from './trial.ts';

const folder = mkdtempSync(join(tmpdir(), 'seatrial-trial-'));
const server = createServer((_request, response) => response.writeHead(503).end());
let url = '';

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('a claim that aborts on fail', () => {
  it('ends the trial as interrupted, stays disproven, and lets no other claim be proven', async () => {
    const visit = journey('visit', async (t) => {
      await t.http.get('/');
      await t.sleep('5ms');
    });
    const trial = defineTrial({
      name: 'failing',
      systems: [system('api', { url })],
      phases: [load('long', visit, { users: 2, for: '60s' }), load('never', visit, { users: 1, for: '60s' })],
      claims: [claim.errors(visit, 'rate<1%', { abortOnFail: true }), claim.generator()],
    });
    const startedMs = performance.now();
    const result = await runTrial(trial, { folder });
    assert.ok(performance.now() - startedMs < 20_000, 'it ran to its end');
    assert.ok(result.ok);
    const { findings, run } = result.assessment;
    assert.deepEqual(
      findings.map(({ verdict }) => verdict),
      ['disproven', 'unproven'],
    );
    const [phase, ...others] = run.ledger.of('phase-ended');
    assert.deepEqual(others, []);
    assert.equal(phase?.outcome, 'interrupted');
    assert.match(phase?.because ?? '', /^claim 'errors of visit rate<1%' is disproven \(.* failed \(100%\)\)/);
    assert.equal(run.ledger.of('trial-ended')[0]?.because, phase?.because);
  });
});

describe('a trial that cannot be resolved', () => {
  it('is told as the mistake of the plan where a part is none', async () => {
    const result = await runTrial({ kind: 'trial', options: { name: 'x', phases: [null] } } as never, { folder });
    assert.ok(!result.ok && result.kind === 'plan');
    assert.equal(result.problems[0]?.path, 'phases[0]');
  });

  it('shows a fault of our own as ours, with its message', async () => {
    const ours = {
      kind: 'trial',
      get options(): never {
        throw new TypeError('a bug in the resolver');
      },
    };
    await assert.rejects(runTrial(ours as never, { folder }), /a bug in the resolver/);
  });
});
