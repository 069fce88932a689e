/**
 * An open model that is measured when it is warm: a ramp to the rate, then the rate. A generator that has just started is
 * still compiling itself, and a plan that asks for 20,000/s from the first millisecond measures that.
 */
import { claim, defineTrial, journey, load, setting } from 'seatrial';
import { seconds, server } from './asked.ts';

const rate = setting('rate', 1000);

const get = journey('get', async (t) => {
  await t.http.get('/');
});

export default defineTrial({
  name: 'open model',
  systems: [server],
  phases: [
    load('warm up', get, { rate: ['100/s', { to: `${rate}/s`, over: '5s' }], maxUsers: 1000 }),
    load('load', get, { rate: `${rate}/s`, for: `${seconds}s`, maxUsers: 1000 }),
  ],
  claims: [
    claim.errors(get, 'count<1', { during: 'load' }),
    claim.generator({ during: 'load', lag: 'p(99)<2ms', dropped: 'count==0' }),
  ],
});
