/** What a plan misspells is never ignored, and whatever stands in a plan, its mistakes are told and nothing breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from './claims/claim.ts';
import { fault } from './faults/fault.ts';
import { feeder } from './feeder.ts';
import { journey } from './journey.ts';
import { load } from './phases/load.ts';
import { together } from './phases/phase.ts';
import { readBack } from './phases/read-back.ts';
import type { PlanProblem } from './problems.ts';
import { resolveTrial } from './resolve.ts';
import { system } from './systems/system.ts';
import { api, baseline, COMMAND, claims, order, phase, trial } from './testing/orders.ts';

function problemsOf(options: object): readonly PlanProblem[] {
  const resolution = resolveTrial(trial(options));
  return resolution.ok ? [] : resolution.problems;
}

// biome-ignore lint/suspicious/noExplicitAny: these plans are wrong on purpose.
type Wrong = any;
const users = { users: 1, for: '30s' } as const;
const kill = (more: object): object =>
  fault.kill(api.instance(1), { at: '5s', restartAfter: '3s', ...more } as Wrong) as object;

const misspelt: readonly [where: string, name: string, meant: string, options: object][] = [
  ['trial', 'seeed', 'seed', { seeed: 3 }],
  ['trial', 'secret', 'secrets', { secret: ['abc'] }],
  ['systems[0]', 'redy', 'ready', { systems: [system('api', { command: COMMAND, redy: { http: '/' } } as Wrong)] }],
  ['systems[0]', 'envs', 'env', { systems: [system('api', { command: COMMAND, envs: {} } as Wrong)] }],
  [
    'systems[0]',
    'allowremote',
    'allowRemote',
    { systems: [system('api', { url: 'http://127.0.0.1', allowremote: true } as Wrong)] },
  ],
  [
    'systems[0].ready',
    'withn',
    'within',
    { systems: [system('api', { command: COMMAND, ready: { http: '/', withn: '1s' } as Wrong })] },
  ],
  [
    'systems[0].tls',
    'insecur',
    'insecure',
    { systems: [system('api', { url: 'https://127.0.0.1', tls: { insecur: true } as Wrong })] },
  ],
  [
    'phases[0].journey',
    'setUp',
    'setup',
    {
      phases: [
        load(
          'a',
          journey('order', async () => {}, { setUp: 1 } as Wrong),
          users,
        ),
      ],
    },
  ],
  ['phases[0]', 'fault', 'faults', phase({ ...users, fault: [] })],
  ['phases[0]', 'pase', 'pace', phase({ ...users, pase: '1s' })],
  ['phases[0]', 'gracefulstop', 'gracefulStop', phase({ rate: '1/s', for: '1s', gracefulstop: '1s' })],
  ['phases[0]', 'startafter', 'startAfter', phase({ iterations: 5, users: 1, startafter: '1s' })],
  ['phases[0]', 'iterationEach', 'iterationsEach', phase({ ...users, iterationEach: 5 })],
  ['phases[0].users[1]', 'ovr', 'over', phase({ users: [1, { to: 2, over: '1s', ovr: '2s' }] })],
  ['phases[0].faults[0]', 'restartafter', 'restartAfter', phase({ ...users, faults: [kill({ restartafter: '1s' })] })],
  [
    'phases[0].phases[0]',
    'pase',
    'pace',
    { phases: [together([load('a', order, { ...users, pase: '1s' } as Wrong)])] },
  ],
  ['phases[1]', 'user', 'users', { phases: [baseline, readBack('b', order, async () => {}, { user: 3 } as Wrong)] }],
  ['claims[0]', 'stp', 'step', claims(claim.latency(order, 'p(95)<1s', { stp: 'pay' } as Wrong))],
  ['claims[0]', 'setp', 'step', claims(claim.errors(order, 'rate<1%', { setp: 'pay' } as Wrong))],
  ['claims[0]', 'duringg', 'during', claims(claim.throughput(order, 'rate>1/s', { duringg: 'x' } as Wrong))],
  ['claims[0]', 'chek', 'check', claims(claim.checks(order, { chek: 'x' } as Wrong))],
  ['claims[0]', 'wieght', 'weight', claims(claim.metric(order, 'm', 'p(95)<5', { wieght: 2 } as Wrong))],
  ['claims[0]', 'lags', 'lag', claims(claim.generator({ lags: 'p(99)<=1ms' } as Wrong))],
  ['claims[0]', 'durin', 'during', claims(claim.noLostWrites(order, { durin: 'x' } as Wrong))],
  ['claims[0]', 'minAttempt', 'minAttempts', claims(claim.tenantIsolation(order, { minAttempt: 2 } as Wrong))],
  [
    'claims[0].abortOnFail',
    'aftr',
    'after',
    claims(claim.errors(order, 'rate<1%', { abortOnFail: { after: '1s', aftr: '2s' } as Wrong })),
  ],
];

for (const [where, name, meant, options] of misspelt)
  test(`there is no option '${name}' in ${where}: '${meant}' is meant`, () =>
    assert.deepEqual(problemsOf(options), [
      { path: where, problem: `there is no option '${name}'`, hint: `did you mean '${meant}'?` },
    ]));

test('of recovery too, beside a fault that is there', () => {
  const faulty = phase({ ...users, faults: [kill({})] });
  const claimed = claims(claim.recovery({ after: 'kill', within: '5s', sustain: '3s' } as Wrong));
  assert.deepEqual(problemsOf({ ...faulty, ...claimed }), [
    { path: 'claims[0]', problem: "there is no option 'sustain'", hint: "did you mean 'sustained'?" },
  ]);
  const other = claims(claim.recovery({ after: 'kil', within: '5s' } as Wrong));
  assert.equal(problemsOf({ ...faulty, ...other })[0]?.hint, "did you mean 'kill'?");
});

test('a misspelt option stays told when the claim is copied, and is in no text of it', () => {
  const copy = { ...claim.latency(order, 'p(95)<1s', { stp: 'pay' } as Wrong), weight: 2 };
  assert.equal(problemsOf(claims(copy)).length, 1);
  assert.ok(!JSON.stringify(copy).includes('stp'));
});

test('feeders are checked as they are read', () => {
  assert.throws(() => feeder.of([1], { oder: 'unique' } as Wrong), /there is no option 'oder'; did you mean 'order'/);
  assert.throws(() => feeder.csv('x.csv', { seperator: ';' } as Wrong), /did you mean 'separator'/);
});

const contradictions: readonly [what: string, path: string, problem: string, options: object][] = [
  ['during: []', 'claims[0].during', 'the list names no phase', claims(claim.errors(order, 'rate<1%', { during: [] }))],
  [
    'options that are text',
    'claims[0]',
    "'baseline' is not a set of options",
    claims(claim.errors(order, 'rate<1%', 'baseline' as Wrong)),
  ],
  [
    'a journey by its name',
    'claims[0].journey',
    'nothing is not a journey',
    claims(claim.errors('order' as Wrong, 'rate<1%')),
  ],
  [
    'an id that is a number',
    'claims[0].id',
    '5 is not text',
    claims(claim.errors(order, 'rate<1%', { id: 5 as Wrong })),
  ],
  [
    'a step that is a number',
    'claims[0].step',
    '5 is not text',
    claims(claim.errors(order, 'rate<1%', { step: 5 as Wrong })),
  ],
  [
    'systems that keep the data, as one text',
    'claims[0].keptIn',
    "'api' is not a list of names",
    claims({ ...claim.noLostWrites(order), keptIn: 'api' as Wrong }),
  ],
  [
    'a system that is none',
    'claims[0].system',
    '5 is not text',
    claims({ ...claim.staysUp(api), id: 'up', system: 5 as Wrong }),
  ],
  [
    'phases as one that are not to be',
    'claims[0].pooled',
    'false is not true',
    claims({ ...claim.checks(order), pooled: false as Wrong }),
  ],
  [
    'maxUsers of a closed load',
    'phases[0].maxUsers',
    "a load by users takes no 'maxUsers'",
    phase({ ...users, maxUsers: 5 }),
  ],
  [
    'a url with a command',
    'systems[0].command',
    "a system with a url takes no 'command'",
    { systems: [system('api', { url: 'http://127.0.0.1:1', command: COMMAND } as Wrong)] },
  ],
  [
    'a placeholder',
    'systems[0].command[3]',
    "'{prot}' is not a placeholder",
    { systems: [system('api', { command: ['a', '{port}', '{"a":1}', '{prot}'] })] },
  ],
  [
    'a placeholder in env',
    'systems[0].env.A',
    "'{dri}' is not a placeholder",
    { systems: [system('api', { command: COMMAND, env: { A: '{dri}' } })] },
  ],
  [
    'readiness of nothing',
    'systems[0].ready',
    'nothing says when it is ready',
    { systems: [system('api', { command: COMMAND, ready: {} as Wrong })] },
  ],
  ['a phase whose name is a number', 'phases[0].name', '5 is not text', { phases: [load(5 as Wrong, order, users)] }],
  [
    'a journey whose name is a number',
    'phases[0].journey.name',
    '5 is not text',
    {
      phases: [
        load(
          'a',
          journey(5 as Wrong, async () => {}),
          users,
        ),
      ],
    },
  ],
  [
    'a system whose name is a number',
    'systems[0].name',
    '5 is not text',
    { systems: [system(5 as Wrong, { command: COMMAND })] },
  ],
  ['a secret that is a number', 'secrets[0]', '5 is not text', { secrets: [5] }],
];
for (const [what, path, problem, options] of contradictions)
  test(`refused: ${what}`, () => {
    const told = problemsOf(options);
    assert.deepEqual(
      told.map((each) => [each.path, each.problem]),
      [[path, problem]],
    );
    assert.ok((told[0]?.hint.length ?? 0) > 5);
  });

const WEIRD: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  Number.NaN,
  10n,
  '',
  'x',
  true,
  Symbol('s'),
  [],
  [null],
  {},
  Object.create(null),
  () => {},
  new Map(),
  Promise.resolve(),
  new Date(0),
  new Proxy({}, {}),
];

/** A copy of `value` with one thing in it replaced; functions stay the same. */
function* variants(value: unknown, depth = 0): Generator<unknown> {
  yield* WEIRD;
  if (typeof value !== 'object' || value === null || depth > 7) return;
  for (const key of Object.keys(value)) {
    for (const part of variants((value as Record<string, unknown>)[key], depth + 1)) {
      const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value };
      copy[key] = part;
      yield copy;
    }
  }
}

test('property: anything anywhere in a plan gives a plan or its problems, and never breaks', () => {
  const visit = { ...order, on: api };
  const kills = [
    fault.kill(api.instance(1), { at: '1s', restartAfter: '1s' }),
    fault.pause(api.instance(1), { at: '1s', for: '1s' }),
  ];
  const rich = {
    name: 'rich',
    seed: 1,
    secrets: ['a secret'],
    systems: [
      system('api', {
        command: COMMAND,
        env: { A: 'b' },
        ready: { http: '/', within: '1s' },
        tls: { ca: '/a' },
        scheme: 'https',
        headers: { 'X-A': 'b' },
        auth: { user: 'ada', password: 'secret-of-ada' },
        instances: 2,
        cwd: '.',
      }),
      system('job', { command: ['job', '{api.1.url}'], listens: false, ready: { command: ['is', '{api.2.port}'] } }),
      system('far', { url: 'http://localhost', socket: '/run/far.sock', auth: { bearer: 'x' }, allowRemote: true }),
    ],
    phases: [
      load('a', visit, { users: [1, { to: 2, over: '10s' }], pace: '1s', faults: kills, gracefulStop: '1s' }),
      together([load('b', visit, { rate: '1/s', for: '1s', maxUsers: 3, startAfter: '1s' })]),
      load('c', visit, { iterations: 3, users: 1, for: '1s' }),
      readBack('d', visit, async () => {}),
    ],
    claims: [
      claim.latency(order, 'p(95)<1s', { step: 'x', tags: { a: 'b' }, during: ['a'], abortOnFail: { after: '1s' } }),
      claim.checks(order, { check: 'c', atLeast: '99%' }),
      claim.recovery({ after: 'kill', within: '1s', journey: order }),
      claim.metric(order, 'm', 'count>1'),
      claim.tenantIsolation(order),
      claim.generator({ lag: 'p(99)<1s', dropped: 'rate<1%' }),
    ],
  };
  assert.ok(resolveTrial(trial(rich)).ok, JSON.stringify(resolveTrial(trial(rich))));
  let tried = 0;
  for (const options of variants(rich)) {
    tried++;
    const resolution = resolveTrial({ kind: 'trial', options });
    if (!resolution.ok) for (const { problem, hint } of resolution.problems) assert.ok(problem !== '' && hint !== '');
  }
  assert.ok(tried > 1500, `${tried} plans were tried`);
});
