import * as seatrial from "file:///work/main/seatrial/src/index.ts";
    const { claim, defineTrial, fault, feeder, journey, load, readBack, system, together } = seatrial;
    const api = system('api', { url: "http://127.0.0.1:32991" });
    const visit = (() => { const people = feeder.csv('people.csv'); return journey('visit', async (t) => { t.history.begin('read', t.next(people).name).end('ok', { value: null }); await t.sleep('1ms'); }); })();
    export default defineTrial({ name: 'test', systems: [api], phases: [load('feed', visit, { iterationsEach: 10, users: 3 })], claims: [claim.checks(visit)] });