/** The readiness of a system in numbers: one question, which can be asked of that system. */
import { shown } from '../../std/shown.ts';
import { parseDuration } from '../../std/units.ts';
import { checkOptions } from '../options.ts';
import type { Problems } from '../problems.ts';
import { placeholderMistakes, portsIn } from './placeholders.ts';
import type { ResolvedProcesses, ResolvedReadiness } from './resolved.ts';
import { READINESS_OPTIONS, type ReadyCheck } from './system.ts';

const WITHIN = '30s';
const HINT =
  "write ready: { http: '/health' }, { log: 'listening' }, { tcp: '{port}' }, { command: ['pg_isready'] } or { check: async ({ url }) => ... }";

type Given = Readonly<Partial<Record<keyof typeof READINESS_OPTIONS, unknown>>>;

/** What readiness has to know of its system: the ports that it is given, and whether one of them is for journeys. */
type Ports = Pick<ResolvedProcesses, 'ports'> & { readonly listens: boolean };

/** The question of the plan; by default, whether `{port}` accepts connections. */
export function resolveReadiness(path: string, ready: unknown, own: Ports, problems: Problems): ResolvedReadiness {
  const isGiven = ready !== undefined && checkOptions(path, ready, READINESS_OPTIONS, problems);
  const { within = WITHIN, ...given } = (isGiven ? ready : {}) as Given;
  if (isGiven) checkQuestion(path, given, own, problems);
  const withinMs = problems.take(`${path}.within`, parseDuration(within));
  return { ...questionOf(given, own), withinMs };
}

function questionOf({ http, log, tcp, command, check }: Given, { ports }: Ports) {
  if (typeof http === 'string') return { kind: 'http', path: http } as const;
  if (typeof log === 'string') return { kind: 'log', text: log } as const;
  if (typeof tcp === 'string') return { kind: 'tcp', port: tcp } as const;
  if (isCommand(command)) return { kind: 'command', command } as const;
  if (typeof check === 'function') return { kind: 'check', check: check as ReadyCheck } as const;
  return ports.includes('port') ? ({ kind: 'tcp', port: '{port}' } as const) : ({ kind: 'started' } as const);
}

function checkQuestion(path: string, given: Given, own: Ports, problems: Problems): void {
  const ways = Object.entries(given).filter(([name, value]) => name in READINESS_OPTIONS && value !== undefined);
  if (ways.length === 0) problems.add(path, 'nothing says when it is ready', HINT);
  if (ways.length > 1) problems.add(path, `${ways.map(([name]) => name).join(' and ')} contradict each other`, HINT);
  const { http, log, tcp, command, check } = given;
  for (const [name, value] of Object.entries({ http, log, tcp }))
    if (value !== undefined && (typeof value !== 'string' || value === ''))
      problems.add(`${path}.${name}`, `${shown(value)} is not text`, HINT);
  if (typeof tcp === 'string' && tcp !== '') checkPort(`${path}.tcp`, tcp, own, problems);
  if (http !== undefined) checkServes(`${path}.http`, own, problems);
  if (command !== undefined) checkCommand(`${path}.command`, command, own, problems);
  if (check !== undefined && typeof check !== 'function')
    problems.add(`${path}.check`, `${shown(check)} is not a function`, HINT);
}

/** A path is asked at `{port}`. That a system has no port at all is told elsewhere. */
function checkServes(path: string, own: Ports, problems: Problems): void {
  if (!own.listens) problems.add(path, 'listens: false says that nobody answers there', HINT);
  else if (own.ports.length > 0) checkGiven(path, 'port', own, problems);
}

/** A placeholder must be one that the system is given: nobody listens at any other. */
function checkPort(path: string, tcp: string, own: Ports, problems: Problems): void {
  const placeholder = /^\{(port(?::[\w-]+)?)\}$/.exec(tcp)?.[1];
  if (placeholder !== undefined) checkGiven(path, placeholder, own, problems);
  else if (!/^\d{1,5}$/.test(tcp) || Number(tcp) < 1 || Number(tcp) > 65_535)
    problems.add(path, `${shown(tcp)} is not a port`, "write '{port}', '{port:NAME}', or a number as text: '5432'");
}

function checkGiven(path: string, placeholder: string, { ports }: Ports, problems: Problems): void {
  if (!ports.includes(placeholder))
    problems.add(path, `nothing gives the system a {${placeholder}}`, `put {${placeholder}} into command or env`);
}

function checkCommand(path: string, command: unknown, own: Ports, problems: Problems): void {
  if (!isCommand(command)) {
    problems.add(path, `${shown(command)} is not a command`, "write a list of texts: ['pg_isready', '-p', '{port}']");
    return;
  }
  for (const [index, part] of command.entries())
    for (const { problem, hint } of placeholderMistakes(part)) problems.add(`${path}[${index}]`, problem, hint);
  for (const placeholder of portsIn(command)) checkGiven(path, placeholder, own, problems);
}

function isCommand(command: unknown): command is readonly string[] {
  return Array.isArray(command) && command.length > 0 && command.every((part) => typeof part === 'string');
}
