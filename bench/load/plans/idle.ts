/** Users that have done something once, hold their connection, and think. */
import { claim, defineTrial, journey, load } from 'seatrial';
import { asked, seconds, server } from './asked.ts';

const users = Number(asked('BENCH_USERS'));

const think = journey('think', async (t) => {
  await t.http.get('/');
  await t.sleep(`${seconds}s`);
});

export default defineTrial({
  name: 'idle users',
  systems: [server],
  phases: [load('idle', think, { iterations: users, users, for: `${seconds * 2}s` })],
  claims: [claim.errors(think, 'count<1', { minSamples: users })],
});
