/** Users that have done something once, hold their connection, and think. */
import { claim, defineTrial, journey, load, setting } from 'seatrial';
import { seconds, server } from './asked.ts';

const users = setting('users', 100);

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
