/** Rows about what waits for long although all is well, and about what stands still although most answers are quick. */
import { kill, type Row, web } from '../row.ts';

/** Answers at once the first time, and has nothing to tell from then on, as a queue or a stream of news. */
const TAKES = `const j = journey('j', async (t) => {
  const take = (path) => t.step('take', async () => { const r = await fetch(t.url + path); if (!r.ok) throw new Error('no'); });
  await t.http.get('/'); await take('/job'); await take('/none'); });`;

function blocks(name: string, about: string, fault: string, after: string): Row {
  return {
    name,
    about,
    parts: `${web('hang=/none')} ${TAKES}`,
    phases: `load('wait', j, { users: 4, for: '5s', gracefulStop: '300ms', faults: [${fault}] })`,
    claims: `claim.recovery({ id: 'recovery', after: '${after}', within: '1s' })`,
    truth: { recovery: 'not disproven' },
  };
}

export const waits: readonly Row[] = [
  blocks(
    'queue-blocks-after-kill-healthy',
    'a take from a queue that is empty waits before the kill as after it',
    "fault.kill(api.instance(1), { at: '1s', restartAfter: '100ms' })",
    'kill',
  ),
  blocks(
    'queue-blocks-after-pause-healthy',
    'the same, and the connections outlast a pause',
    "fault.pause(api.instance(1), { at: '1s', for: '300ms' })",
    'pause',
  ),
  {
    name: 'step-waits-for-a-queue',
    about: 'five quick requests, and then a client of its own that waits for a message: no request is slow',
    parts: `${web()} const j = journey('j', async (t) => { for (let n = 0; n < 5; n++) await t.http.get('/');
      await t.step('wait', () => new Promise((done) => setTimeout(done, 60_000).unref())); });`,
    phases: "load('base', j, { users: 10, for: '2s', gracefulStop: '300ms' })",
    claims: `claim.latency(j, 'p(90)<500ms', { id: 'whole' }), claim.latency(j, 'p(90)<500ms', { id: 'asked', step: 'GET /' })`,
    truth: { whole: 'unproven', asked: 'not disproven' },
  },
  {
    name: 'one-of-two-stands-still',
    about: 'one of two instances stands still for 1.6 of every two seconds, the other answers',
    parts: `${web('first-stand=1600 first-stand-of=2000', 'instances: 2')} const j = journey('j', async (t) => { await t.http.get('/'); });`,
    phases: "load('base', j, { users: 10, for: '6s' })",
    claims: "claim.latency(j, 'p(95)<200ms', { id: 'latency' }), claim.latency(j, 'avg<100ms', { id: 'average' })",
    truth: { latency: 'not proven', average: 'not proven' },
    alone: true,
  },
  {
    name: 'client-fails-in-a-later-phase',
    about: 'a step with a client of its own fails in the next phase, and the journey catches that',
    parts: `${web('then-fails=/cache')} const j = journey('j', async (t) => { await t.http.get('/');
      await t.step('cache', async () => { const r = await fetch(t.url + '/cache'); if (!r.ok) throw new Error('no'); }).catch(() => {}); });
      const then = journey('then', async (t) => { await t.http.get('/then'); });`,
    phases: `load('crash', j, { users: 4, pace: '50ms', for: '4s', ${kill('api', '1s', '300ms')} }),
      load('then', then, { users: 1, iterations: 1 }), load('after', j, { users: 4, pace: '50ms', for: '3s' })`,
    claims: "claim.recovery({ id: 'recovery', after: 'kill', within: '2s' })",
    truth: { recovery: 'unproven' },
  },
];
