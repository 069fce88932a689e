/** A first trial: load, a spike, a crash in the middle of writes, and what the service promises about all three. */
import { claim, defineTrial, fault, journey, load, readBack, system } from 'seatrial';

// The system under test. {port} is a free port, {dir} a folder that survives a restart.
const notes = system('notes', {
  command: ['node', 'server.mjs', '{port}', '{dir}'],
  ready: { http: '/health', within: '10s' },
});

// What a user does. `writes` and `reads` make the requests part of a history that data-safety claims are judged on.
const note = journey('note', async (t) => {
  const id = t.unique('note');
  const text = `remember ${id}`;
  const put = await t.http.put(`/notes/${id}`, { body: text, writes: { key: id, value: text } });
  t.check('a note is created', put.status === 201);
  const read = await t.http.get(`/notes/${id}`, { reads: { key: id, value: (response) => response.text() } });
  t.check('a note reads as it was written', read.text() === text);
});

export default defineTrial({
  name: 'notes',
  systems: [notes],
  phases: [
    load('baseline', note, { users: 4, for: '5s' }),
    load('spike', note, { rate: ['20/s', { to: '200/s', over: '3s' }, { to: '20/s', over: '2s' }] }),
    load('crash', note, {
      users: 4,
      for: '8s',
      faults: [fault.kill(notes.instance(1), { at: '2s', restartAfter: '1s' })],
    }),
    readBack('read back', note, (t, { key }) =>
      t.http.get(`/notes/${key}`, { reads: { key, value: (response) => response.text() } }),
    ),
  ],
  claims: [
    claim.checks(note, { during: ['baseline', 'spike'] }),
    claim.latency(note, 'p(95)<200ms', { during: ['baseline', 'spike'] }),
    claim.errors(note, 'count==0', { during: ['baseline', 'spike'] }),
    claim.throughput(note, 'rate>20/s', { during: 'baseline' }),
    claim.recovery({ after: 'kill', within: '3s' }),
    claim.noLostWrites(note),
    claim.generator(),
  ],
});
