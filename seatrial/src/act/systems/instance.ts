/**
 * One instance of a system: a command with all the processes it starts. It can be started, killed, paused and stopped; its
 * ports, data folder and log stay the same across restarts. Every change leaves a fact. Only faults know why it is killed or
 * paused.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AttemptResult, Emit } from '../../evidence/emit.ts';
import type { ResolvedProcesses } from '../../plan/systems/resolved.ts';
import type { RunningInstance } from '../../plan/systems/system.ts';
import type { Clock } from '../../std/clock.ts';
import { type Account, accountOf, giveFolder } from './account.ts';
import { type Addresses, chooseSite, type Site } from './addresses.ts';
import { type Command, type Environment, fillIn } from './command.ts';
import { type Exit, launch, type ProcessGroup } from './group.ts';
import type { LeasedGroup } from './lease.ts';
import { InstanceLog } from './log.ts';
import type { Identity } from './members.ts';
import { portIsFree } from './ports.ts';
import { missingProgram } from './program.ts';
import { type Awaited, awaitReady } from './readiness.ts';
import { askCommand } from './ready-command.ts';
import { holdersOfAll, whoAccepts, whoServes } from './silence.ts';

const STOP_GRACE_MS = 5000;

/** What all systems of a trial share at their start. Folders are absolute. */
export interface TargetContext {
  emit: Emit;
  clock: Clock;
  /** The end of the trial: nothing is waited for any longer. */
  signal: AbortSignal;
  logsFolder: string;
  dataFolder: string;
  leaseFolder: string;
  environment: Environment;
  /** The plan file's folder. */
  workingFolder: string;
  /** Where every system of the trial is; chosen for this one alone by default. */
  addresses?: Addresses;
}

/** Why the command cannot be started. `isMistake`: the plan asks for something that this machine lacks. */
interface Obstacle {
  readonly because: string;
  readonly isMistake: boolean;
}

/** One start of the command. */
interface CommandRun {
  readonly group: ProcessGroup;
  /** Fires when the leader has ended, with how as its reason. */
  readonly exited: AbortController;
  paused: boolean;
  endExpected: boolean;
  /** Whether its leftovers were looked for after its end, and recorded. */
  isTold: boolean;
}

export class Instance {
  readonly system: string;
  /** Counted from 1. */
  readonly number: number;
  /** Where it answers: `http://127.0.0.1:PORT`, or `https`; empty when the plan gives it no `{port}`. */
  readonly url: string;
  readonly #context: TargetContext;
  readonly #resolved: ResolvedProcesses;
  readonly #site: Site;
  readonly #command: Command;
  readonly #workingFolder: string;
  #account: Account | null = null;
  readonly #log: InstanceLog;
  #run: CommandRun | null = null;
  #start = 0;
  /** Who held its ports before the last pause. */
  #holders: readonly number[] = [];
  #starting: Promise<AttemptResult> | null = null;
  #readyAnswer: Promise<AttemptResult> = Promise.resolve({ ok: false, because: 'was never started' });

  /** Takes its site, or chooses one: ports and a data folder; starts nothing. */
  static async prepare(system: ResolvedProcesses, number: number, context: TargetContext): Promise<Instance> {
    const { addresses, dataFolder, environment } = context;
    const sites = addresses?.get(system.name);
    const own = sites instanceof URL ? undefined : sites?.[number - 1];
    const site = own ?? (await chooseSite(system, number, dataFolder));
    const { user } = system;
    const home = user === null ? {} : { HOME: site.dir, USER: user, LOGNAME: user };
    const command = fillIn(system, {
      site,
      instance: number,
      environment: { ...environment, ...home },
      ...(addresses && { addresses }),
    });
    return new Instance(system, number, site, command, context);
  }

  private constructor(system: ResolvedProcesses, number: number, site: Site, command: Command, context: TargetContext) {
    this.system = system.name;
    this.number = number;
    this.url = site.url;
    this.#resolved = system;
    this.#site = site;
    this.#context = context;
    this.#command = command;
    this.#workingFolder = resolve(context.workingFolder, system.cwd);
    this.#log = new InstanceLog(join(context.logsFolder, `${system.name}-${number}.log`));
  }

  /** `api 1` */
  get name(): string {
    return `${this.system} ${this.number}`;
  }

  /** `paused` from the request to stop its processes until they are let run again. */
  get state(): 'running' | 'paused' | 'ended' {
    if (!this.#run || this.#run.exited.signal.aborted) return 'ended';
    return this.#run.paused ? 'paused' : 'running';
  }

  /** What the running processes are found by, for leases; null once the leader has ended. */
  get group(): LeasedGroup | null {
    return this.state === 'ended' ? null : (this.#run?.group.leased ?? null);
  }

  /** The instance as functions of the plan are given it. */
  get seen(): RunningInstance {
    const { dir, ports } = this.#site;
    const named = [...ports].flatMap(([name, port]) =>
      name.startsWith('port:') ? [[name.slice(5), port] as const] : [],
    );
    const pid = this.state === 'ended' ? null : (this.#run?.group.pid ?? null);
    const { system, number: instance, url } = this;
    return Object.freeze({
      system,
      instance,
      url,
      port: ports.get('port') ?? null,
      ports: Object.fromEntries(named),
      dir,
      pid,
    });
  }

  /** Every process of it that is known to run; cheap, for samplers. Empty where there is no /proc. */
  members(): readonly Identity[] {
    return this.state === 'ended' ? [] : (this.#run?.group.members() ?? []);
  }

  /**
   * Starts the command; resolves when the process exists. Whether it becomes ready is `ready()`. Asked twice at the same
   * time (by two faults), it starts once.
   */
  async start(): Promise<AttemptResult> {
    if (this.state !== 'ended') throw new Error(`${this.name} is running already`);
    this.#starting ??= this.#startOnce();
    try {
      return await this.#starting;
    } finally {
      this.#starting = null;
    }
  }

  /** The result of the last start: resolves when the instance is ready, or cannot become ready any more. */
  ready(): Promise<AttemptResult> {
    return this.#readyAnswer;
  }

  /** Sends SIGKILL to every process; true when that ended the leader. `stillAlive` tells what it missed. */
  async kill(): Promise<boolean> {
    const exit = await this.#end((group) => group.kill());
    return exit?.signal === 'SIGKILL';
  }

  /** Sends SIGTERM, and SIGKILL after five seconds of grace; records what is left because it could not be reached. */
  async stop(): Promise<void> {
    await this.#end((group) => group.terminate(STOP_GRACE_MS));
    const run = this.#run;
    if (!run || run.isTold) return;
    run.isTold = true;
    const because = await this.stillAlive();
    if (because === null) return;
    const { system, number: instance } = this;
    this.#context.emit({ kind: 'instance-left', system, instance, because });
  }

  /** After a kill: what of it still runs or accepts connections at its ports, in words; null when nothing does. */
  async stillAlive(): Promise<string | null> {
    const left = (await this.#run?.group.ended) ?? [];
    if (left.length > 0) return `${left.join(' and ')} could not be ended`;
    return whoAccepts(this.#command.ports, this.#context.clock);
  }

  /** Sends SIGSTOP to every process; true when all were seen to stand still. `stillServing` tells what it missed. */
  async pause(): Promise<boolean> {
    if (!this.#run || this.state === 'ended') return false;
    const { group } = this.#run;
    this.#run.paused = true; // at once, so that no second pause is begun meanwhile
    this.#holders = await holdersOfAll(this.#command.ports);
    return group.pause();
  }

  /** After a pause: who could still answer at its ports, in words; null when nobody could. */
  stillServing(): Promise<string | null> {
    const suspects = new Set([...this.#holders, ...this.members().map(({ pid }) => pid)]);
    return whoServes(this.#command.ports, [...suspects]);
  }

  /** Sends SIGCONT to every process; true once no process of the instance is stopped. */
  async resume(): Promise<boolean> {
    if (!this.#run || this.state === 'ended') return true;
    this.#run.paused = false;
    return this.#run.group.resume();
  }

  async #startOnce(): Promise<AttemptResult> {
    await this.#run?.group.ended;
    this.#start += 1;
    const launched = await this.#launch();
    if (!launched.ok) {
      const answer = this.#unready(`could not be started: ${launched.because}`);
      this.#readyAnswer = Promise.resolve(answer);
      return answer;
    }
    const { group } = launched;
    const run: CommandRun = { group, exited: new AbortController(), paused: false, endExpected: false, isTold: false };
    this.#run = run;
    const { system, number: instance, url } = this;
    const { command } = this.#command;
    this.#context.emit({
      kind: 'instance-started',
      system,
      instance,
      pid: group.pid,
      url,
      command,
      start: this.#start,
    });
    void group.exit.then((exit) => this.#exited(run, exit));
    this.#readyAnswer = this.#watch(run);
    return { ok: true };
  }

  async #launch(): ReturnType<typeof launch> {
    const { environment, command, ports } = this.#command;
    const obstacle = this.#obstacle();
    if (obstacle !== null) {
      if (obstacle.isMistake && this.#start === 1) this.#tellMistake(obstacle.because);
      return { ok: false, because: obstacle.because };
    }
    for (const port of ports) {
      if (!(await portIsFree(port))) return { ok: false, because: `port ${port} is in use by another program` };
    }
    const { clock, leaseFolder } = this.#context;
    const output = this.#log.open(this.#start);
    const what = `${this.name} runs`;
    const account = this.#account;
    return launch({
      command,
      environment,
      workingFolder: this.#workingFolder,
      output,
      what,
      leaseFolder,
      clock,
      account,
    });
  }

  /** What this machine lacks to run it. At the first start that is a mistake of the plan. */
  #obstacle(): Obstacle | null {
    const folder = this.#workingFolder;
    if (!existsSync(folder)) return { because: `the folder ${folder} does not exist`, isMistake: true };
    const { command, question, environment } = this.#command;
    for (const [program = ''] of [command, ...(question.kind === 'command' ? [question.command] : [])]) {
      const missing = missingProgram(program, environment, folder);
      if (missing !== null) return { because: missing, isMistake: true };
    }
    const { user } = this.#resolved;
    if (user === null || this.#account !== null) return null;
    const account = accountOf(user);
    if (typeof account === 'string') return { because: account, isMistake: true };
    const because = giveFolder(this.#site.dir, user, account);
    if (because !== null) return { because, isMistake: false };
    this.#account = account;
    return null;
  }

  #tellMistake(what: string): void {
    const { system } = this;
    this.#context.emit({ kind: 'plan-mistake', phase: '', journey: '', system, what, where: null, count: 1 });
  }

  async #watch(run: CommandRun): Promise<AttemptResult> {
    const { clock, emit } = this.#context;
    const start = this.#start;
    const startedUs = clock.nowUs();
    const signal = AbortSignal.any([run.exited.signal, this.#context.signal]);
    const answer = await awaitReady({ ...this.#asked(run), log: this.#log, clock, signal });
    run.group.members(); // processes that are seen early, with parent and environment, are recognised later
    if (!answer.ok) return this.#unready(answer.because, this.#log.firstAndLast());
    const { system, number: instance } = this;
    emit({ kind: 'instance-ready', system, instance, start, tookUs: Math.round(clock.nowUs() - startedUs) });
    return answer;
  }

  /** The question of its readiness, and the means to ask it. */
  #asked({ group }: CommandRun): Omit<Awaited, 'log' | 'clock' | 'signal'> {
    const { ready, tls, headers } = this.#resolved;
    const { question, environment } = this.#command;
    const launching = { workingFolder: this.#workingFolder, account: this.#account, mark: group.leased.mark };
    return {
      question,
      withinMs: ready.withinMs,
      tls,
      headers,
      ask: (command, signal) => askCommand(command, environment, launching, signal),
      seen: () => this.seen,
    };
  }

  #unready(reason: string, output: readonly string[] = []): AttemptResult {
    const { system, number: instance } = this;
    const because = `${this.name} ${reason}`;
    const said = output.length === 0 ? {} : { output };
    this.#context.emit({ kind: 'instance-unready', system, instance, start: this.#start, because, ...said });
    return { ok: false, because };
  }

  #exited(run: CommandRun, { code, signal, left }: Exit): void {
    const { system, number: instance } = this;
    const exit = { pid: run.group.pid, code, signal, expected: run.endExpected };
    const leftBehind = run.endExpected || left.length === 0 ? {} : { left };
    const lastLines = run.endExpected ? [] : this.#log.lastLines();
    const said = lastLines.length === 0 ? {} : { lastLines };
    this.#context.emit({ kind: 'instance-exited', system, instance, ...exit, ...leftBehind, ...said });
    const how = describeExit(code, signal, this.#command.command[0]);
    run.exited.abort(`${how} before it was ready${left.length === 0 ? '' : `. ${describeLeft(left, code)}`}`);
  }

  /** The leader's exit; null when it had ended before. Every process that could be reached is gone in both cases. */
  async #end(how: (group: ProcessGroup) => Promise<Exit>): Promise<Exit | null> {
    await this.#starting;
    const run = this.#run;
    if (run && !run.exited.signal.aborted) {
      run.endExpected = true;
      return how(run.group);
    }
    await run?.group.ended;
    return null;
  }
}

/** Says what to do when the command itself ended well, as one does that starts a daemon. */
function describeLeft(left: readonly string[], code: number | null): string {
  const what = `It left ${left.join(' and ')} running, which was ended too: an instance lasts as long as its command`;
  return code === 0 ? `${what}. Start the program in the foreground` : what;
}

function describeExit(code: number | null, signal: string | null, program = ''): string {
  if (code === 126) return `exited with code 126 ('${program}', or a command in it, may not be run)`;
  if (code === 127) return `exited with code 127 (a command, perhaps '${program}', was not found)`;
  return signal ? `was ended by ${signal}` : `exited with code ${code}`;
}
