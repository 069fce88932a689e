/** Rows about faults that did not bite, hit something else or came too early, and about wrappers of all kinds. */
import { kill, type Row, store, web } from '../row.ts';

const NOTE = `const note = journey('note', async (t) => { const key = t.unique('n');
  await t.http.put('/' + key, { body: key, writes: { key, value: key } }); });`;
const BACK =
  "readBack('back', note, (t, { key }) => t.http.get('/' + key, { reads: { key, value: (r) => r.text() } }))";
const KEPT = "claim.noLostWrites(note, { id: 'kept' })";
const ASK = "const j = journey('j', async (t) => { await t.http.get('/'); });";
const WITHIN_3S = "claim.recovery({ id: 'recovery', after: 'kill', within: '3s' })";

function crash(fault: string): string {
  return `load('crash', note, { users: 2, for: '4s', pace: '20ms', ${fault} }), ${BACK}`;
}

/** The store behind a command that starts it. */
function behind(...command: string[]): string {
  const words = [...command, 'node', 'store.mjs', '{port}', '{dir}'];
  return `const kv = system('kv', { command: [${words.map((word) => `'${word}'`).join(', ')}], ready: { http: '/health' } });`;
}

function memoryBehind(name: string, about: string, ...command: string[]): Row {
  return {
    name,
    about,
    parts: `${behind(...command).replace("'{dir}'", "'{dir}', 'keep=memory'")} ${NOTE}`,
    phases: crash(kill('kv', '1500ms', '400ms')),
    claims: KEPT,
    truth: { kept: 'not proven' },
  };
}

function workerBehind(name: string, about: string, command: string, truth: Row['truth'] = { recovery: 'proven' }): Row {
  return {
    name,
    about,
    parts: `const api = system('api', { command: [${command}], ready: { http: '/health' } }); ${ASK}`,
    phases: `load('crash', j, { users: 4, pace: '50ms', for: '6s', ${kill('api', '2s', '300ms')} })`,
    claims: WITHIN_3S,
    truth,
  };
}

const BREAK = "return (await fetch(url + '/break')).ok;";
const MEND = "return (await fetch(url + '/mend')).ok;";

function own(name: string, about: string, options: string, inject: string, undo: string, truth: Row['truth']): Row {
  return {
    name,
    about,
    parts: `${web(options)} ${ASK}`,
    phases: `load('base', j, { users: 4, pace: '50ms', for: '6s', faults: [fault.custom({ name: 'own', target: api,
      at: '1500ms', for: '500ms', inject: async ({ url }) => { ${inject} }, undo: async ({ url }) => { ${undo} } })] })`,
    claims: "claim.recovery({ id: 'recovery', after: 'custom', within: '2s' })",
    truth,
  };
}

export const faults: readonly Row[] = [
  memoryBehind(
    'daemon-in-memory',
    'the store left its group and session, and forgets all when it is killed',
    'sh',
    'daemon.sh',
  ),
  memoryBehind(
    'wrapped-in-memory',
    'the store is the child of a wrapper, and forgets all when it is killed',
    'node',
    'wrap.mjs',
    'child',
  ),
  memoryBehind(
    'own-group-in-memory',
    'the store has a group of its own, and forgets all when it is killed',
    'node',
    'wrap.mjs',
    'group',
  ),
  memoryBehind('setsid-in-memory', 'setsid before the store', 'setsid', '-w'),
  workerBehind(
    'shell-wrapper',
    'sh -c without exec: the kill reaches both, the restart works',
    "'sh', '-c', 'node web.mjs {port} {dir}; true'",
  ),
  workerBehind('shell-exec', 'sh -c with exec', "'sh', '-c', 'exec node web.mjs {port} {dir}'"),
  workerBehind(
    'npm-like',
    'a wrapper with a child, as npm start is',
    "'node', 'wrap.mjs', 'child', 'node', 'web.mjs', '{port}', '{dir}'",
  ),
  workerBehind(
    'worker-in-own-group',
    'the worker has a group of its own: it is killed too, or the fault did not bite; nothing is left',
    "'node', 'wrap.mjs', 'group', 'node', 'web.mjs', '{port}', '{dir}'",
    { recovery: 'not disproven' },
  ),
  workerBehind(
    'daemon-healthy',
    'a daemon in a session of its own that could recover',
    "'sh', 'daemon.sh', 'node', 'web.mjs', '{port}', '{dir}'",
    { recovery: 'not disproven' },
  ),
  {
    name: 'pause-misses-worker',
    about: 'the worker has a group of its own: it is paused too, or the fault did not bite',
    parts: `const api = system('api', { command: ['node', 'wrap.mjs', 'group', 'node', 'web.mjs', '{port}', '{dir}'], ready: { http: '/health' } }); ${ASK}`,
    phases:
      "load('stop', j, { users: 4, pace: '20ms', for: '5s', faults: [fault.pause(api.instance(1), { at: '2s', for: '1s' })] })",
    claims: `claim.recovery({ id: 'recovery', after: 'pause', within: '2s' }), claim.latency(j, 'max<300ms', { id: 'still', minSamples: 50 })`,
    truth: { recovery: 'not disproven', still: 'not proven' },
  },
  {
    name: 'bystander-killed',
    about: 'another system was killed: nothing is shown of the store, which forgets all in a crash',
    parts: `${store('keep=memory')} ${web()} ${NOTE.replace(/\}\);$/, '}, { on: kv });')}`,
    phases: crash(kill('api', '1s', '500ms')),
    claims: KEPT,
    truth: { kept: 'unproven' },
  },
  {
    name: 'keeper-keeps-nothing',
    about: 'what keptIn names is killed and keeps nothing: writes are acknowledged all the while',
    parts: `${store('keep=memory')} ${web()} ${NOTE.replace(/\}\);$/, '}, { on: kv });')}`,
    phases: crash(kill('api', '1s', '500ms')),
    claims: KEPT.replace('{ id', '{ keptIn: api, id'),
    truth: { kept: 'unproven' },
  },
  {
    name: 'killed-before-the-first-write',
    about: 'killed before anything was written: nothing is shown of the store, which forgets all in a crash',
    parts: `${store('keep=memory')} ${NOTE.replace("const key = t.unique('n');", "const key = t.unique('n'); await t.sleep('1500ms');")}`,
    phases: `load('crash', note, { users: 20, for: '4s', ${kill('kv', '200ms', '200ms')} }), ${BACK}`,
    claims: KEPT,
    truth: { kept: 'unproven' },
  },
  {
    name: 'other-instance-killed',
    about: 'the only user is on the second instance and the first is killed',
    parts: `const kv = system('kv', { command: ['node', 'store.mjs', '{port}', '{dir}', 'keep=memory'], instances: 2, ready: { http: '/health' } });
      const note = journey('note', async (t) => { if (t.user.index === 1) { await t.sleep('50ms'); return; } const key = t.unique('n');
      await t.http.put('/' + key, { body: key, writes: { key, value: key } }); await t.http.get('/' + key, { reads: { key, value: (r) => r.text() } }); });`,
    phases: `load('crash', note, { users: 2, for: '4s', pace: '20ms', ${kill('kv', '1s', '500ms')} }),
      load('after', note, { users: 2, for: '1s', pace: '20ms' })`,
    claims: KEPT,
    truth: { kept: 'not proven' },
  },
  {
    name: 'attached-cannot-be-killed',
    about: 'a system that is only spoken to cannot be killed: the fault is skipped',
    parts: `${store('keep=memory')} const far = system('far', { url: 'http://127.0.0.1:1' }); ${NOTE.replace(/\}\);$/, '}, { on: kv });')}`,
    phases: crash(kill('far', '1s', '500ms')),
    claims: KEPT,
    truth: { kept: 'not proven' },
  },
  own('own-fault-says-nothing', 'a fault of the plan that does nothing and says nothing', 'fault=mends', '', '', {
    recovery: 'unproven',
  }),
  {
    ...own('own-fault-counts-none', 'its inject answers true, and its count never grows', '', '', '', {
      recovery: 'unproven',
    }),
    phases: `load('base', j, { users: 4, pace: '50ms', for: '3s', faults: [fault.custom({ name: 'own', target: api,
      at: '1s', for: '500ms', inject: async () => true, undo: async () => true, bites: async () => 0 })] })`,
  },
  own('own-fault-mends', 'a fault of the plan breaks it, and its undoing mends it', 'fault=mends', BREAK, MEND, {
    recovery: 'proven',
  }),
  own(
    'own-fault-stays',
    'a fault of the plan breaks it, and it stays so after its undoing',
    'fault=stays',
    BREAK,
    MEND,
    {
      recovery: 'disproven',
    },
  ),
];
