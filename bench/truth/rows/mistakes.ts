/** Rows about what a plan misspells: exit code 64 before anything is started, with where it is and how to write it. */
import { type Row, web } from '../row.ts';

interface Parts {
  system?: string;
  journey?: string;
  phases?: string;
  claims?: string;
  also?: string;
}

const GET = "async (t) => { await t.http.get('/'); }";

function row(
  name: string,
  about: string,
  mistake: readonly RegExp[],
  { system, journey, phases, claims, also }: Parts,
): Row {
  return {
    name: `mistake-${name}`,
    about: `${about}`,
    parts: `${system ?? web()} const j = journey('j', ${journey ?? GET});`,
    phases: phases ?? "load('a', j, { users: 1, for: '1s' })",
    claims: claims ?? "claim.errors(j, 'rate<50%')",
    ...(also === undefined ? {} : { also }),
    truth: { mistake },
  };
}

const COMMAND = "command: ['node', 'web.mjs', '{port}', '{dir}']";
const CRASH = (fault: string): string => `load('a', j, { users: 1, for: '3s', ${fault} })`;

export const mistakes: readonly Row[] = [
  row('system-option', '`redy` in a system', [/redy/, /ready/], {
    system: `const api = system('api', { ${COMMAND}, redy: { http: '/health' } });`,
  }),
  row('ready-option', '`withn` in `ready`', [/withn/, /within/], {
    system: `const api = system('api', { ${COMMAND}, ready: { http: '/health', withn: '1s' } });`,
  }),
  row('placeholder', '`{prot}` in a command', [/\{prot\}/], {
    system: "const api = system('api', { command: ['node', 'web.mjs', '{prot}', '{dir}'] });",
  }),
  row('load-option', '`pase` in a load', [/pase/, /pace/], {
    phases: "load('a', j, { users: 1, for: '1s', pase: '1s' })",
  }),
  row('faults-option', '`fault` in a load: its faults would be lost', [/fault\b/, /faults/], {
    phases: CRASH("fault: [fault.kill(api.instance(1), { at: '1s', restartAfter: '1s' })]"),
  }),
  row('fault-option', '`restartafter` in a fault', [/restartafter/, /restartAfter/], {
    phases: CRASH("faults: [fault.kill(api.instance(1), { at: '1s', restartafter: '1s' })]"),
  }),
  row('claim-option', '`durring` in a claim', [/durring/, /during/], {
    claims: "claim.errors(j, 'rate<50%', { durring: 'a' })",
  }),
  row('claim-step', '`stp` in a claim', [/stp/, /step/], { claims: "claim.latency(j, 'p(95)<100ms', { stp: 'pay' })" }),
  row('recovery-option', '`sustain` in a recovery', [/sustain/, /sustained/], {
    phases: CRASH("faults: [fault.kill(api.instance(1), { at: '1s', restartAfter: '1s' })]"),
    claims: "claim.recovery({ after: 'kill', within: '1s', sustain: '3s' })",
  }),
  row('checks-option', '`cheque` in a claim', [/cheque/], { claims: "claim.checks(j, { cheque: 'x' })" }),
  row('generator-option', '`lags` in a claim', [/lags/, /lag/], { claims: "claim.generator({ lags: 'p(99)<=1ms' })" }),
  row('abort-option', '`abortonfail` in a claim', [/abortonfail/, /abortOnFail/], {
    claims: "claim.errors(j, 'rate<1%', { abortonfail: true })",
  }),
  row('journey-option', '`setUp` in a journey', [/setUp/, /setup/], { journey: `${GET}, { setUp: async () => {} }` }),
  row('trial-option', '`seeed` in a trial', [/seeed/, /seed/], { also: 'seeed: 3' }),
  row('secrets-option', '`secret` in a trial', [/secret\b/, /secrets/], { also: "secret: ['abcdefgh']" }),
  row('empty-during', '`during: []` in a claim', [/during/], { claims: "claim.errors(j, 'rate<50%', { during: [] })" }),
  row('unknown-phase', '`during` names no phase', [/nope/], {
    claims: "claim.errors(j, 'rate<50%', { during: 'nope' })",
  }),
  row('bare-number', 'a duration without a unit', [/for/], { phases: "load('a', j, { users: 1, for: 1000 })" }),
  row('users-are-text', 'users that are text', [/users/], { phases: "load('a', j, { users: '3', for: '1s' })" }),
  row('name-is-a-number', 'a phase whose name is a number', [/name/i], {
    phases: "load(7, j, { users: 1, for: '1s' })",
  }),
  row('command-is-text', 'a command that is text', [/command/], {
    system: "const api = system('api', { command: 'node web.mjs' });",
  }),
  row('no-claims', 'a plan that claims nothing', [/claim/], { claims: ' ' }),
  row('threshold', 'a threshold that is none', [/p95/], { claims: "claim.latency(j, 'p95<100ms')" }),
  row('read-back-option', '`usrs` in a read back', [/usrs/, /users/], {
    phases: "load('a', j, { users: 1, for: '1s' }), readBack('b', j, async () => {}, { usrs: 3 })",
  }),
  row('everything', 'a plan full of misspelt options', [/redy/, /seeed/, /pase/, /durring/, /did you mean/i], {
    system: `const api = system('api', { ${COMMAND}, envs: { A: 'x' }, redy: { http: '/x' } });`,
    phases: `load('a', j, { users: 1, for: '1s', pase: '1s' }), load('b', j, { users: 1, for: '3s', fault: [fault.kill(api.instance(1), { at: '1s', restartAfter: '1s' })] })`,
    claims:
      "claim.latency(j, 'p(95)<200ms', { durring: 'a', minSample: 1000 }), claim.errors(j, 'rate<1%', { when: 'a' })",
    also: 'seeed: 3',
  }),
];
