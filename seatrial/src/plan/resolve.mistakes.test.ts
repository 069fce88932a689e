import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from './claims/claim.ts';
import { fault } from './faults/fault.ts';
import { journey } from './journey.ts';
import { load } from './phases/load.ts';
import { together } from './phases/phase.ts';
import { readBack } from './phases/read-back.ts';
import { type Resolution, resolveTrial } from './resolve.ts';
import { type EndpointOptions, type ProcessOptions, system } from './systems/system.ts';
import { api, baseline, COMMAND, claims, kill, order, phase, shop, trial } from './testing/orders.ts';

function problemsOf(resolution: Resolution): string[] {
  assert.ok(!resolution.ok, 'the plan is resolved as if it were right');
  for (const { hint } of resolution.problems) assert.ok(hint.length > 5, hint);
  return resolution.problems.map(({ path, problem }) => `${path}: ${problem}`);
}

type Mistake = [what: string, options: object, ...problems: string[]];

/** Every mistake is the only one in its plan. */
function mistakes(kind: string, list: readonly Mistake[]): void {
  for (const [what, options, ...expected] of list)
    test(`mistakes in ${kind}: ${what}`, () => assert.deepEqual(problemsOf(resolveTrial(trial(options))), expected));
}

const users = { users: 1, for: '30s' } as const;
const onSystem = (options: object, name = 'a') => ({
  systems: [system(name, options as ProcessOptions | EndpointOptions)],
});
const faulty = (...faults: object[]): object => phase({ ...users, faults });

mistakes('the trial', [
  ['no name', { name: ' ' }, 'name: the trial has no name'],
  ['a seed that is none', { seed: -1 }, 'seed: -1 is not a whole number'],
]);

mistakes('systems', [
  [
    'none',
    { systems: [] },
    'systems: the plan names no system',
    "phases[0].journey: 'order' does not say which of 0 systems it is on",
  ],
  [
    'two of one name',
    { systems: [api, api] },
    "systems[1]: a second system is called 'api'",
    "phases[0].journey: 'order' does not say which of 2 systems it is on",
  ],
  ['a name with a slash', onSystem({ command: COMMAND }, 'a/b'), "systems[0].name: 'a/b' cannot name a system"],
  ['a url that is none', onSystem({ url: 'localhost:80' }), "systems[0].url: 'localhost:80' is not an http URL"],
  ['another protocol', onSystem({ url: 'ftp://127.0.0.1' }), "systems[0].url: 'ftp://127.0.0.1' is not an http URL"],
  [
    'a socket that is no path',
    onSystem({ url: 'http://example.org', socket: 'api.sock' }),
    "systems[0].socket: 'api.sock' is not an absolute path",
  ],
  ['another machine', onSystem({ url: 'http://example.org' }), 'systems[0].url: example.org is not this machine'],
  [
    'a path',
    onSystem({ url: 'http://127.0.0.1:1/api' }),
    "systems[0].url: 'http://127.0.0.1:1/api' is more than an address",
  ],
  ['no command', onSystem({ command: [] }), 'systems[0].command: there is no command'],
  ['a number', onSystem({ command: ['x', 8, '{port}'] }), 'systems[0].command: a part of the command is not text'],
  ['no port', onSystem({ command: ['x'] }), 'systems[0].command: nothing tells the command its port'],
  [
    'half an instance',
    onSystem({ command: COMMAND, instances: 1.5 }),
    'systems[0].instances: 1.5 is not a whole number',
  ],
  [
    'readiness without a unit',
    onSystem({ command: COMMAND, ready: { http: '/', within: 10 } }),
    'systems[0].ready.within: 10 is a bare number, not a duration',
  ],
]);

mistakes('phases', [
  ['none', { phases: [] }, 'phases: the plan does nothing', "claims[0].journey: no phase runs a journey 'order'"],
  ['two of one name', { phases: [baseline, baseline] }, "phases[1]: a second phase is called 'baseline'"],
  ['no name', { phases: [load('', order, users)] }, 'phases[0].name: the phase has no name'],
  [
    'a journey without a name',
    {
      phases: [
        baseline,
        load(
          'x',
          journey('', async () => {}),
          users,
        ),
      ],
    },
    'phases[1].journey: the journey has no name',
  ],
  [
    'two journeys of one name',
    {
      phases: [
        baseline,
        load(
          'x',
          journey('order', async () => void 1),
          users,
        ),
      ],
    },
    "phases[1].journey: another journey is called 'order'",
  ],
  [
    'a journey elsewhere',
    { phases: [load('x', journey('order', order.run, { on: shop }), users)] },
    "phases[0].journey: 'order' is on 'shop', which is not in systems",
  ],
  ['an empty group', { phases: [baseline, together([])] }, 'phases[1]: nothing runs together'],
  [
    'reading back by nobody',
    { phases: [baseline, readBack('back', order, async () => {}, { users: 0 })] },
    'phases[1].users: 0 is not a whole number',
  ],
  [
    'a settling time without a unit',
    { phases: [baseline, readBack('back', order, async () => {}, { settle: 3 as never })] },
    'phases[1].settle: 3 is a bare number, not a duration',
  ],
]);

mistakes('load', [
  ['none', phase({}), 'phases[0]: nothing says how much load'],
  ['two models', phase({ users: 1, rate: '1/s', for: '1s' }), 'phases[0]: rate and users contradict each other'],
  ['no users', phase({ users: undefined, for: '1s' }), 'phases[0].users: nothing is not a number of users'],
  ['half a user', phase({ users: 0.5, for: '1s' }), 'phases[0].users: 0.5 is not a number of users'],
  ['nobody', phase({ users: 0, for: '1s' }), 'phases[0]: the load is 0 all the time'],
  ['no arrivals', phase({ rate: '0/s', for: '1s' }), 'phases[0]: the load is 0 all the time'],
  ['no time', phase({ users: 1, for: '0s' }), 'phases[0]: the phase takes no time'],
  ['no duration', phase({ users: 1 }), 'phases[0].for: nothing says how long'],
  ['a bare duration', phase({ users: 1, for: 30 }), 'phases[0].for: 30 is a bare number, not a duration'],
  ['a bare rate', phase({ rate: 100, for: '1s' }), 'phases[0].rate: 100 is a bare number, not a rate'],
  [
    'a ramp with a duration',
    phase({ users: [1, { to: 2, over: '1s' }], for: '1s' }),
    'phases[0].for: a ramp brings its own duration',
  ],
  ['a ramp without steps', phase({ users: [1] }), 'phases[0].users: a ramp has no steps'],
  [
    'a ramp of nonsense',
    phase({ rate: ['1/s', { to: 5, over: 'x' }] }),
    'phases[0].rate[1].to: 5 is a bare number, not a rate',
    "phases[0].rate[1].over: 'x' is not a duration",
  ],
  [
    'nobody for arrivals',
    phase({ rate: '1/s', for: '1s', maxUsers: 0 }),
    'phases[0].maxUsers: 0 is not a whole number',
  ],
  ['no iterations', phase({ iterations: 0, users: 1 }), 'phases[0].iterations: 0 is not a whole number'],
  ['iterations by nobody', phase({ iterations: 1 }), 'phases[0].users: nothing is not a whole number'],
  ['a bare grace', phase({ ...users, gracefulStop: 5 }), 'phases[0].gracefulStop: 5 is a bare number, not a duration'],
]);

const elsewhere = system('apo', { command: COMMAND }).instance(1);
const pause = { at: '1s', for: '1s' } as const;

mistakes('faults', [
  ['on nothing', faulty(fault.pause(elsewhere, pause)), "phases[0].faults[0].target: there is no system 'apo'"],
  ['on 3 of 2', faulty(fault.pause(api.instance(3), pause)), "phases[0].faults[0].target: 'api' has no instance 3"],
  ['on a half', faulty(fault.pause(api.instance(1.5), pause)), "phases[0].faults[0].target: 'api' has no instance 1.5"],
  [
    'no unit',
    faulty({ ...fault.pause(api.instance(1), pause), for: 1 }),
    'phases[0].faults[0].for: 1 is a bare number, not a duration',
  ],
  [
    'too long',
    phase({ users: 1, for: '8s', faults: [kill] }),
    'phases[0].faults[0]: the fault is not over before its phase is',
  ],
]);

mistakes('claims', [
  ['none', claims(), 'claims: the plan claims nothing'],
  [
    'two of one name',
    claims(claim.generator(), claim.generator()),
    "claims[1]: a second claim is called 'the load generator kept up'",
  ],
  [
    'about nothing',
    claims(
      claim.errors(
        journey('ordr', async () => {}),
        'rate<1%',
      ),
    ),
    "claims[0].journey: no phase runs a journey 'ordr'",
  ],
  [
    'about no phase',
    claims(claim.errors(order, 'rate<1%', { during: 'base' })),
    "claims[0].during: there is no phase 'base'",
  ],
  [
    'data kept where no fault hits',
    claims(claim.noLostWrites(order, { keptIn: shop })),
    "claims[0].keptIn: no phase has a fault of system 'shop'",
  ],
  ['data kept nowhere', claims(claim.noLostWrites(order, { keptIn: [] })), 'claims[0].keptIn: no system is named'],
  [
    'late without a unit',
    claims(claim.noStaleReads(order, { within: 5 as never })),
    'claims[0].within: 5 is a bare number, not a duration',
  ],
  ['a threshold that is none', claims(claim.latency(order, 'fast')), "claims[0].threshold: 'fast' is not a threshold"],
  [
    'a tag that can have no such name',
    claims(claim.latency(order, 'p(95)<1s', { tags: { 'a b': 'x' } })),
    "claims[0].tags: 'a b' cannot name a tag",
  ],
  [
    'a tag without a value',
    claims(claim.errors(order, 'rate<1%', { tags: { kind: '' } })),
    'claims[0].tags: "" cannot be the value of tag \'kind\'',
  ],
  [
    'no tag at all',
    claims(claim.throughput(order, 'rate>1/s', { tags: {} })),
    'claims[0].tags: the set of tags is empty',
  ],
  [
    'limits of the generator that are none',
    claims(claim.generator({ lag: '2ms', dropped: 'p(99)<1' })),
    "claims[0].lag: '2ms' is not a threshold",
    "claims[0].dropped: 'p' in 'p(99)<1' cannot be asked here",
  ],
  ['no weight', claims(claim.generator({ weight: 0 })), 'claims[0].weight: 0 is not a weight'],
  ['a weight without end', claims(claim.generator({ weight: 1 / 0 })), 'claims[0].weight: Infinity is not a weight'],
  [
    'a category that is none',
    claims(claim.generator({ category: 'speed' as never })),
    "claims[0].category: there is no category 'speed'",
  ],
  [
    'no samples',
    claims(claim.latency(order, 'p(95)<1s', { minSamples: 0 })),
    'claims[0].minSamples: 0 is not a whole number',
  ],
  [
    'no attempts',
    claims(claim.tenantIsolation(order, { minAttempts: 0 })),
    'claims[0].minAttempts: 0 is not a whole number',
  ],
  ['no share at all', claims(claim.checks(order, { atLeast: '0%' })), "claims[0].atLeast: '0%' cannot be broken"],
  [
    'a bound nothing can break',
    claims(claim.errors(order, 'rate<=100%')),
    "claims[0].threshold: 'rate<=100%' cannot be broken: a share lies between 0 and 100%, both included",
  ],
  [
    'a bound of any metric that nothing can keep',
    claims(claim.metric(order, 'm', 'rate<0')),
    "claims[0].threshold: 'rate<0' cannot be kept: a share lies between 0 and 100%, both included",
  ],
  ['more than all', claims(claim.checks(order, { atLeast: '101%' })), "claims[0].atLeast: '101%' is not a percentage"],
  [
    'recovery from what never happens',
    claims(claim.recovery({ after: 'kill', within: '5s' })),
    "claims[0].after: no phase has a fault 'kill'",
  ],
]);

test('a claim about a phase that does something else', () => {
  const other = load(
    'other',
    journey('visit', async () => {}),
    users,
  );
  const about = claims(claim.errors(order, 'rate<1%', { during: 'other' }));
  const problems = problemsOf(resolveTrial(trial({ phases: [baseline, other], ...about })));
  assert.deepEqual(problems, ["claims[0].during: phase 'other' does not run 'order'"]);
});

test('mistakes everywhere are told all at once', () => {
  const wrong = { name: '', seed: 0.5, ...phase({ users: 1 }), ...claims(claim.latency(order, 'fast')) };
  assert.equal(problemsOf(resolveTrial(trial(wrong))).length, 4);
});

test('what is no trial is said to be none', () => {
  for (const value of [undefined, null, 5, {}, { kind: 'trial' }, { options: {} }])
    assert.deepEqual(problemsOf(resolveTrial(value)), ['default: the plan file does not export a trial']);
});
