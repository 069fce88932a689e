import { processUse } from './process.ts';
import { accepts, refuses } from './testing/examples.ts';

accepts(processUse, 'programs', {
  'seatrial/src/cli/main.ts': 'process.exitCode = await run(process.argv);',
  'seatrial/bin/seatrial.mjs': 'process.exit(1);',
  'systems/mesh/src/main.ts': "process.on('SIGTERM', stop);",
  'seatrial/src/act/faults/guard-process.ts': "process.on('disconnect', undo);",
  'seatrial/src/act/systems/a.ts': '// process.exit\nchild.process.exited; process.env; process.pid;',
  'seatrial/src/act/a.test.ts': 'process.exit(0);',
});

for (const use of ['argv', 'exit(1)', 'exitCode = 1', 'stdout.write(a)', 'stderr', 'stdin', "on('exit', a)"]) {
  refuses(processUse, `process.${use}`, { 'seatrial/src/act/a.ts': `\nprocess.${use};` }, { line: 2 });
}
refuses(processUse, 'a kit that ends the program', { 'kits/s3/src/a.ts': 'process.exit();' });
