/** What is done less often than every day, through the command line: trials side by side, plans elsewhere, a quick look at a URL. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { type Answer, inProject } from './testing/project.ts';
import { speaks } from './testing/speech.ts';

function ends(answer: Answer, code: number): Answer {
  assert.equal(answer.code, code, `${answer.stdout}\n${answer.stderr}`);
  speaks(answer);
  return answer;
}

describe('a run', { concurrency: 2 }, () => {
  it('has a plan in another folder, whose commands run there', () =>
    inProject(async (project) => {
      project.plan();
      await project.shell('mkdir shop && mv trial.ts server.mjs shop');
      ends(await project.seatrial('run', 'shop/trial.ts'), 0);
      assert.equal(project.runs().length, 1);
    }));
  it('does not disturb another in the same folder', () =>
    inProject(async (project) => {
      project.plan();
      const answers = await Promise.all([project.seatrial('run'), project.seatrial('run')]);
      for (const answer of answers) ends(answer, 0);
      assert.equal(project.runs().length, 2);
      for (const run of project.runs()) ends(await project.seatrial('verify', run), 0);
    }));
});

describe('quick', { concurrency: 2 }, () => {
  let server: Server;
  let url: string;
  before(async () => {
    server = createServer((request, response) => response.writeHead(request.url === '/no' ? 500 : 200).end('hello'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  it('loads a URL with users', () =>
    inProject(async (project) => {
      const answer = await project.seatrial('quick', `${url}/a?b=c`, '-u', '4', '-d', '4s');
      assert.match(answer.stdout, /4 users? for 4s/);
      assert.match(answer.stdout, /✓ errors of visit rate<1%/);
    }));
  it('finds a URL where nobody answers unproven', () =>
    inProject(async (project) => {
      const answer = ends(await project.seatrial('quick', 'http://127.0.0.1:9/', '-d', '300ms'), 2);
      assert.match(answer.stdout, /ECONNREFUSED|refused/);
      assert.match(
        answer.stderr,
        /seatrial: nothing listens at http:\/\/127\.0\.0\.1:9\n {2}start it, and run the same again/,
      );
    }));
});
