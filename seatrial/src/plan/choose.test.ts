import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFrom } from './choose.ts';
import { claim } from './claims/claim.ts';
import { fault } from './faults/fault.ts';
import { journey } from './journey.ts';
import { assemble, type Part } from './part.ts';
import { load } from './phases/load.ts';
import { together } from './phases/phase.ts';
import { readBack } from './phases/read-back.ts';
import { resolveTrial } from './resolve.ts';
import { system } from './systems/system.ts';
import { defineTrial, type TrialOptions } from './trial.ts';

const api = system('api', { url: 'http://127.0.0.1:1' });
const look = journey('look', async () => undefined);
const order = journey('order', async () => undefined);
const during = { users: 1, for: '1s' } as const;

const prepare: Part = { phases: [load('prepare', look, during)], claims: [] };
const browsing: Part = {
  phases: [together([load('browse', look, during), load('beside', order, during)]), load('again', look, during)],
  claims: [claim.errors(look, 'rate<1%'), claim.latency(look, 'p(95)<1s', { during: 'again' })],
  needs: [prepare],
};
const ordering: Part = {
  phases: [load('order', order, during)],
  claims: [claim.errors(order, 'rate<2%', { during: 'order' })],
  needs: [prepare],
};
const options: TrialOptions = { name: 'shop', systems: [api], ...assemble([browsing, ordering]) };

function chosen(claims: readonly string[], phases: readonly string[], from = options): string[][] {
  const result = chooseFrom(from, { claims, phases });
  if (!result.ok) return result.problems.map(({ path, problem }) => [path, problem]);
  const names = result.options.phases.map((phase) => (phase.kind === 'together' ? 'together' : phase.name));
  return [names, result.options.claims.map(({ id }) => id)];
}

test('parts come in order, with what they need before them and once', () => {
  assert.deepEqual(assemble([browsing, ordering, prepare]).parts, [prepare, browsing, ordering]);
});

test('a claim brings every phase that it is about, their parts whole, and what those need', () => {
  const id = 'errors of order rate<2% during order';
  assert.deepEqual(chosen([id], []), [['prepare', 'order'], [id]]);
  const wide = 'errors of look rate<1%'; // of the journey, in every phase
  assert.deepEqual(chosen([wide], []), [['prepare', 'together', 'again'], [wide]]);
});

test('a claim is never judged on less than in the whole plan', () => {
  const few: Part = { phases: [load('few', look, during)], claims: [claim.errors(look, 'count==0')] };
  const many: Part = { phases: [load('many', look, during)], claims: [], needs: [few] };
  const both = { ...options, ...assemble([many]) };
  assert.deepEqual(chosen(['errors of look count==0'], [], both), [['few', 'many'], ['errors of look count==0']]);
  assert.deepEqual(chosen([], ['few'], both), [['few'], []]);
});

test('a phase brings what its part needs, and the claims that are about nothing else', () => {
  assert.deepEqual(chosen([], ['again']), [['prepare', 'again'], ['latency of look p(95)<1s during again']]);
  assert.deepEqual(chosen([], ['beside']), [['prepare', 'together'], []]);
});

test('a claim about any fault, about the generator or about a process is about every phase', () => {
  const more = [
    claim.recovery({ after: 'kill', within: '2s' }),
    claim.generator(),
    claim.resources(api, 'cpu max<90%'),
  ];
  const all = { ...options, claims: [...options.claims, ...more] };
  assert.deepEqual(chosen([], ['order'], all)[1], ['errors of order rate<2% during order']);
  for (const { id } of more) assert.equal(chosen([id], [], all)[0]?.length, options.phases.length, id);
});

const kill = fault.kill(api.instance(1), { at: '1s', restartAfter: '1s' });
const [note, browse] = [journey('note', async () => undefined), journey('browse', async () => undefined)];
const written: Part = {
  phases: [load('write', note, during)],
  claims: [claim.errors(note, 'count==0', { during: 'write' }), claim.errors(note, 'count==0')],
};
const crashed: Part = {
  phases: [together([load('crash', browse, { ...during, faults: [kill] }), load('beside', browse, during)])],
  claims: [claim.recovery({ after: 'kill', within: '2s' })],
};
const kept: Part = {
  phases: [readBack('back', note, async () => undefined)],
  claims: [
    claim.noLostWrites(note),
    claim.noStaleReads(note, { during: 'back' }),
    claim.checks(note, { during: 'back' }),
    claim.resources(api, 'rss max<1GB', { during: 'back' }),
  ],
  needs: [written],
};
const later: Part = { phases: [load('later', browse, { ...during, faults: [kill] })], claims: [] };
const notes: TrialOptions = { name: 'notes', systems: [api], ...assemble([written, crashed, kept, later]) };

const early = claim.noLostWrites(note, { during: 'write' });
const allNotes: TrialOptions = { ...notes, claims: [...notes.claims, early] };
const looksBack = [...kept.claims.filter(({ kind }) => kind !== 'checks'), early];

test('truth: a kill in the part of another journey loses what was written, so a claim about it brings that part', () => {
  for (const { id, kind } of [...kept.claims, early]) {
    const [phases, claims] = chosen([id], [], allNotes);
    assert.deepEqual(claims, [id]);
    assert.equal(phases?.includes('together'), true, `${id} is judged without the kill`);
    assert.equal(phases?.includes('later'), kind !== 'checks', `${id}: a kill after its last phase`);
  }
  const figures = written.claims[0]?.id ?? '';
  assert.deepEqual(
    chosen([figures], [], notes),
    [['write'], [figures]],
    'figures of a load are those of its own phases',
  );
});

test('truth: what one phase wrote is lost by a later kill, and read back after that', () => {
  const first: Part = { ...written, claims: [early] };
  const second: Part = { ...kept, needs: [first] };
  const plan: TrialOptions = { ...notes, ...assemble([first, crashed, second, later]) };
  assert.deepEqual(chosen([early.id], [], plan), [['write', 'together', 'back', 'later'], [early.id]]);
  const calm: TrialOptions = { ...notes, ...assemble([first, second]) };
  assert.deepEqual(chosen([early.id], [], calm)[0], ['write', 'back'], 'without a fault it is read back all the same');
});

test('truth: without the phase of the kill nothing is said of what it could have lost', () => {
  const figures = ['errors of note count==0 during write', 'errors of note count==0'];
  assert.deepEqual(chosen([], ['write', 'back'], allNotes)[1], figures);
  const some = chosen([], ['write', 'beside', 'back'], allNotes)[1] ?? [];
  assert.deepEqual(some, [...figures, 'checks of note during back'], 'a later kill does not change what was checked');
  const all = chosen([], ['write', 'beside', 'back', 'later'], allNotes)[1];
  for (const { id } of looksBack) assert.equal(all?.includes(id), true, id);
  const unread = chosen([], ['write', 'beside', 'later'], allNotes)[1];
  assert.equal(unread?.includes(early.id), false, 'nothing reads back');
});

test('a phase that is of no part is left out by no claim, and can be chosen', () => {
  const id = 'errors of note count==0 during write';
  const extra = load('extra', browse, during);
  const more = { ...notes, phases: [...notes.phases, extra] };
  assert.deepEqual(chosen([id], [], more)[0], ['write', 'extra']);
  assert.deepEqual(chosen([], ['extra'], more)[0], ['extra']);
});

test('without parts a claim leaves no phase out', () => {
  const { parts: _, ...plain } = options;
  const id = 'errors of look rate<1%';
  assert.deepEqual(chosen([id], [], plain), [['prepare', 'together', 'again', 'order'], [id]]);
});

test('parts that need each other are a mistake of the plan', () => {
  const first: { phases: Part['phases']; claims: []; needs: Part[] } = {
    phases: [load('a', look, during)],
    claims: [],
    needs: [],
  };
  first.needs.push({ phases: [load('b', look, during)], claims: [], needs: [first] });
  assert.throws(() => assemble([first]), /parts need each other in a circle: the one with the phase 'a'/);
});

test('of phases on which no claim can be judged is told what to name as well', () => {
  const alone = resolveTrial(defineTrial(options), { choice: { claims: [], phases: ['beside'] } });
  assert.deepEqual(alone.ok ? [] : alone.problems, [
    {
      path: '--phase',
      problem: 'no claim of the plan can be judged on these phases alone',
      hint: "'errors of look rate<1%' needs --phase 'again' as well",
    },
  ]);
});

test('a name that is not there is a mistake', () => {
  assert.deepEqual(chosen(['errors'], []), [['--claim', "the plan has no claim 'errors'"]]);
  assert.deepEqual(chosen([], ['agian']), [['--phase', "the plan has no phase 'agian'"]]);
  const both = chosen(['errors of look rate<1%'], ['again']);
  assert.match(String(both), /chosen by claims or by phases, and not by both/);
});

test('a mistake is told of the whole plan, where it stands', () => {
  const wrong = {
    ...options,
    phases: [...options.phases.slice(0, -1), load('order', order, { users: -2, for: '1s' })],
  };
  const resolution = resolveTrial(defineTrial(wrong), { choice: { claims: [], phases: ['order'] } });
  assert.equal(!resolution.ok && resolution.problems[0]?.path, 'phases[3].users');
});

test('the header of a part says what it was chosen by, and of how much', () => {
  const resolution = resolveTrial(defineTrial(options), { choice: { claims: [], phases: ['order'] } });
  if (!resolution.ok) assert.fail(JSON.stringify(resolution.problems));
  const leftOut = { claims: 2, phases: 3 };
  assert.deepEqual(resolution.plan.summary.partOf, { claims: [], phases: ['order'], leftOut });
  const whole = resolveTrial(defineTrial(options));
  assert.equal(whole.ok && whole.plan.summary.partOf, undefined);
});
