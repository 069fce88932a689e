/**
 * Something that already runs, such as a staging environment: it can be loaded and measured, but not paused, because
 * Seatrial did not start it. What needs that control comes out unproven, with the reason, and never green.
 */
import { claim, defineTrial, fault, journey, load, system } from 'seatrial';

// For an address that is not this machine, and that you may load, add allowRemote: true.
const shop = system('shop', { url: process.env.ENDPOINT_URL ?? 'http://127.0.0.1:8080' });

const visit = journey('visit', async (t) => {
  const home = await t.http.get('/');
  t.check('the page is there', home.status === 200, home.why);
  await t.sleep('20ms');
});

export default defineTrial({
  name: 'endpoint',
  systems: [shop],
  phases: [
    load('visits', visit, { users: 2, for: '2s' }),
    load('pause', visit, {
      users: 2,
      for: '2s',
      faults: [fault.pause(shop.instance(1), { at: '500ms', for: '500ms' })],
    }),
  ],
  claims: [
    claim.checks(visit),
    claim.errors(visit, 'count==0'),
    claim.latency(visit, 'p(95)<500ms', { during: 'visits' }),
    claim.recovery({ after: 'pause', within: '1s' }),
  ],
});
