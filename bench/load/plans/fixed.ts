/** The leanest a user can write: one request, again and again. */
import { claim, defineTrial, journey, load } from 'seatrial';
import { seconds, server } from './asked.ts';

const get = journey('get', async (t) => {
  await t.http.get('/');
});

export default defineTrial({
  name: 'fixed request',
  systems: [server],
  phases: [load('load', get, { users: 64, for: `${seconds}s`, gracefulStop: '1s' })],
  claims: [claim.errors(get, 'count<1'), claim.generator()],
});
