/** Users that ask for nothing and only compute: what a second thread of load is worth. */
import { claim, defineTrial, journey, load } from 'seatrial';
import { hashOnce } from '../hashing.ts';
import { seconds, server } from './asked.ts';

const hash = journey('hash', async (t) => {
  t.check('is a hash', hashOnce().length === 64);
});

export default defineTrial({
  name: 'hashing',
  systems: [server],
  phases: [load('load', hash, { users: 8, for: `${seconds}s`, gracefulStop: '1s' })],
  claims: [claim.checks(hash)],
});
