/** What a user does write: an awaited request, its body parsed, two checks. */
import { claim, defineTrial, journey, load } from 'seatrial';
import { seconds, server } from './asked.ts';

const read = journey('read', async (t) => {
  const answer = await t.http.get('/');
  t.check('status is 200', answer.status === 200);
  t.check('id is 1', answer.json().id === 1);
});

export default defineTrial({
  name: 'scripted journey',
  systems: [server],
  phases: [load('load', read, { users: 64, for: `${seconds}s`, gracefulStop: '1s' })],
  claims: [claim.checks(read), claim.generator()],
});
