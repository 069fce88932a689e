import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inFolder } from './attempt.ts';
import { measure, readUsage } from './measure.ts';

const absent = existsSync('/usr/bin/time') ? false : 'needs GNU time';

describe('what a command costs', () => {
  it('is read from the line of GNU time', () => {
    assert.deepEqual(readUsage('1.25 0.50 2.00 1000\n'), {
      cpuSeconds: 1.75,
      wallSeconds: 2,
      maxRssBytes: 1_024_000,
    });
    assert.throws(() => readUsage(''), /GNU time said ""/);
  });

  it('includes the children of children', { skip: absent }, () =>
    inFolder(async (folder) => {
      const burn = 'const end = process.cpuUsage().user + 200_000; while (process.cpuUsage().user < end);';
      const argv = ['sh', '-c', 'sh -c "$0 -e \'$1\'; true"; echo said; exit 3', process.execPath, burn];
      const cost = await measure({ argv: argv.map((word) => word.replaceAll('$1', burn)) }, folder, 30);
      assert.equal(cost.exitCode, 3);
      assert.equal(cost.report, 'said\n');
      assert.ok(cost.cpuSeconds >= 0.2 && cost.cpuSeconds <= 5, `${cost.cpuSeconds} s`);
      assert.ok(cost.maxRssBytes > 10e6, `${cost.maxRssBytes} bytes`);
    }),
  );

  it('comes with the report the command wrote', { skip: absent }, () =>
    inFolder(async (folder) => {
      const report = join(folder, 'report');
      const { report: text } = await measure({ argv: ['sh', '-c', 'echo figures > report'], report }, folder, 30);
      assert.equal(text, 'figures\n');
      const silent = { argv: ['sh', '-c', 'echo why >&2'], report: join(folder, 'none') };
      await assert.rejects(measure(silent, folder, 30), /no report was written; printed was:\nwhy/);
    }),
  );

  it('is not waited for longer than told', { skip: absent }, () =>
    inFolder((folder) => assert.rejects(measure({ argv: ['sleep', '30'] }, folder, 0.1), /not done within 0.1 s/)),
  );
});
