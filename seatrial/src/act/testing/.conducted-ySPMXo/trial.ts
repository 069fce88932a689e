import * as seatrial from "file:///work/main/seatrial/src/index.ts";
    const { claim, defineTrial, fault, feeder, journey, load, readBack, system, together } = seatrial;
    const api = system('api', { url: "http://127.0.0.1:35201" });
    const visit = (() => { const people = feeder.csv('people.csv', { order: 'unique' }); return journey('visit', async (t) => { t.history.begin('read', t.next(people).name).end('ok', { value: null }); await t.sleep('1ms'); }); })();
    export default defineTrial({ name: 'test', systems: [api], phases: [load('feed', visit, { users: 3, for: '300ms' }), load('next', visit, { iterations: 1, users: 1 })], claims: [claim.checks(visit)] });