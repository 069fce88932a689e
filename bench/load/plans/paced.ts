/** An open model: requests fall due at a rate, whatever the answers take. */
import { claim, defineTrial, journey, load, setting } from 'seatrial';
import { seconds, server } from './asked.ts';

const rate = setting('rate', 1000);

const get = journey('get', async (t) => {
  await t.http.get('/');
});

export default defineTrial({
  name: 'open model',
  systems: [server],
  phases: [load('load', get, { rate: `${rate}/s`, for: `${seconds}s`, maxUsers: 2000 })],
  claims: [claim.errors(get, 'count<1'), claim.generator()],
});
