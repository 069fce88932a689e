/**
 * The command line: arguments in, one call out, an exit code back. The only place that knows `process`. Commands are
 * imported when they are used, so that asking for help does not load the load engine.
 */
import { Command, CommanderError } from 'commander';
import { FORMAT_NAMES } from '../report/formats/names.ts';
import { VERSION } from '../std/version.ts';
import { defaultPlan } from './default-plan.ts';
import { EXIT } from './exit-codes.ts';
import { terminal } from './terminal.ts';

/** Collects what an option that may be repeated was given. */
const several = (value: string, before: readonly string[] = []): string[] => [...before, value];

const program = new Command('seatrial')
  .description('Puts a service on trial before it ships, and says of each promise whether the evidence proves it.')
  .version(VERSION)
  .showHelpAfterError('(see seatrial --help)')
  .configureOutput({ writeOut: (text) => terminal.result(text), writeErr: (text) => terminal.say(text.trimEnd()) })
  .exitOverride()
  .addHelpText(
    'after',
    `
Exit codes: 0 proven, 1 disproven, 2 unproven, 64 plan or arguments wrong (a plan's mistakes may show only while it runs), 70 Seatrial or the disk failed, 130 interrupted.`,
  );

const PLAN = ['[plan]', 'the plan file (default: trial.ts, else trial.mts)'] as const;
const RUN = ['[run]', 'a folder, the name of one below .seatrial/runs, or latest (default)'] as const;

program
  .command('new')
  .argument('[kit]', 'the kind of system to write a plan for; without one, a first plan with a small service')
  .description('write a plan that runs as it is, for a kit if one is named')
  .option('--into <folder>', 'where to write it', '.')
  .option('--json', 'print what was written as JSON')
  .action(async (kit, options) => exit((await import('./commands/new.ts')).create(kit, options)));

program
  .command('run')
  .argument(...PLAN)
  .description('run a trial: live progress, scorecard, evidence, exit code')
  .option('-w, --workers <n>', 'threads of load among which users and arrivals are divided (default: one per core)')
  .option('-c, --claim <id>', 'only this claim, on all phases that it is about (may be repeated)', several)
  .option('-p, --phase <name>', 'only this phase, and what its part needs (may be repeated)', several)
  .option('-s, --set <name=value>', 'give a setting of the plan a value (may be repeated)', several)
  .option('--dry-run', 'start nothing: the same as check')
  .option('--json', 'print the whole report as JSON')
  .action(async (plan = defaultPlan(), options) => {
    if (options.dryRun) return exit(await (await import('./commands/check.ts')).check(plan, options));
    exit(await (await import('./commands/run.ts')).run(plan, options));
  });

program
  .command('check')
  .argument(...PLAN)
  .description('say what a plan would start, do and claim, or its mistakes; start nothing')
  .option('-c, --claim <id>', 'only this claim, on all phases that it is about (may be repeated)', several)
  .option('-p, --phase <name>', 'only this phase, and what its part needs (may be repeated)', several)
  .option('-s, --set <name=value>', 'give a setting of the plan a value (may be repeated)', several)
  .option('--json', 'print it as JSON')
  .action(async (plan = defaultPlan(), options) =>
    exit(await (await import('./commands/check.ts')).check(plan, options)),
  );

program
  .command('quick')
  .argument('<url>', 'where it answers, such as http://127.0.0.1:8080/')
  .description('load one URL now, without a plan')
  .option('-u, --users <n>', 'users, or at most this many with --rate', '10')
  .option('-d, --duration <time>', 'how long', '10s')
  .option('-r, --rate <rate>', 'arrivals, such as 1000/s')
  .option('-t, --threshold <expression...>', "latency to claim, such as 'p(95)<200ms'")
  .option('--allow-remote', 'the URL is not on this machine, and may be loaded')
  .option('--json', 'print the whole report as JSON')
  .action(async (url, options) =>
    exit(await (await import('./commands/quick.ts')).quick(url, { threshold: [], ...options })),
  );

program
  .command('power')
  .argument(...PLAN)
  .description('break the system in many small ways, one at a time, and say how many of them the trial catches')
  .option('-m, --mutate <files...>', "sources to break, such as 'src/**/*.ts'; '!' before a pattern leaves files out")
  .option('--variants <folder>', 'instead: a folder of patches (.patch) and scripts (.sh), each a broken system')
  .option('-n, --sample <n>', 'try so many of the mutants that the trial reaches (default: all)')
  .option('--seed <n>', 'makes the choice of the sample', '1')
  .option('--parallel <n>', 'so many trials at the same time', '1')
  .option('-s, --set <name=value>', 'give a setting of the plan a value (may be repeated)', several)
  .option('--json', 'print the report as JSON')
  .action(async (plan = 'trial.ts', options) => exit(await (await import('./commands/power.ts')).power(plan, options)));

program
  .command('judge')
  .argument(...RUN)
  .description('judge a run again, from its evidence')
  .option('--json', 'print the whole report as JSON')
  .action(async (run = 'latest', options) => exit((await import('./commands/judge.ts')).judge(run, options)));

program
  .command('verify')
  .argument(...RUN)
  .description('check the seal, the chain, and that verdicts and report follow from the evidence')
  .option('--head <hash>', 'the head that `verify` printed before, to compare the run with')
  .option('--json', 'print the answer as JSON')
  .action(async (run = 'latest', options) => exit((await import('./commands/verify.ts')).verify(run, options)));

program
  .command('report')
  .argument(...RUN)
  .description(`render a run as ${FORMAT_NAMES.join(', ')}`)
  .option('-f, --format <format>', FORMAT_NAMES.join(', '), 'html')
  .option('-o, --output <file>', 'write to a file instead of standard output')
  .option('--json', 'the same as --format json')
  .action(async (run = 'latest', options) => exit((await import('./commands/report.ts')).report(run, options)));

program
  .command('explain')
  .argument(...RUN)
  .argument('[claim]', "a claim's name, as `explain` without one lists it; alone, it is one of the latest run")
  .description('the claims of a run; or one, from its verdict down to the records that decide it')
  .option('--all', 'every record it was computed from')
  .option('--json', 'print the finding, or all claims, as JSON')
  .action(async (run = 'latest', claim, options) =>
    exit((await import('./commands/explain.ts')).explain(run, claim, options)),
  );

program
  .command('list')
  .description('the runs here: when, of which plan, how they were judged, how large')
  .option('--json', 'print them as JSON')
  .action(async (options) => exit((await import('./commands/list.ts')).list(options)));

program
  .command('clean')
  .description('remove old runs; with both options, those that neither keeps')
  .option('-k, --keep <n>', 'keep this many of the latest')
  .option('--older-than <age>', 'keep what is younger, such as 7d, 12h or 30m')
  .option('-y, --yes', 'do not ask; outside of a terminal nothing is asked')
  .option('--dry-run', 'only show what would be removed')
  .option('--json', 'do not ask, and print what was removed as JSON')
  .action(async (options) => exit(await (await import('./commands/clean.ts')).clean(options)));

let answer: number | null = null;

function exit(code: number): void {
  answer = code;
  process.exitCode = code;
}

// A plan that calls process.exit must not pass for a verdict.
process.on('exit', (code) => {
  if (answer !== null || code > EXIT.unproven) return;
  terminal.say('seatrial: the plan ended this program before there was a verdict\n  take process.exit out of it');
  exit(EXIT.invalid);
});

// Nor may the last words of a plan be another code than the answer: Node leaves by this, whatever listeners have set.
const leaving = process as unknown as { reallyExit(code: number): never };
const leave = leaving.reallyExit.bind(process);
leaving.reallyExit = (code) => leave(answer ?? code);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) exit(error.exitCode === 0 ? 0 : EXIT.invalid);
  else {
    const detail = process.env.SEATRIAL_DEBUG ? (error as Error).stack : (error as Error).message;
    terminal.say(`seatrial: this should not have happened: ${detail}`);
    terminal.say('  please report it with the command you ran; SEATRIAL_DEBUG=1 shows where it came from');
    exit(EXIT.ourFault);
  }
}

// What a plan left behind, a timer or an open connection, keeps nobody waiting.
process.exit();
