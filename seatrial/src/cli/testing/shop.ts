/** A service of a few lines with mutants of each fate, and a plan for it. */
import type { Project } from './project.ts';

const SERVER = `import { createServer } from 'node:http';
import { greeting, price, unused } from './rules.mjs';
const answers = { '/price': () => String(price(3)), '/greeting': greeting, '/unused': unused };
createServer((request, response) => response.end(answers[request.url]?.() ?? 'ok')).listen(Number(process.argv[2]), '127.0.0.1');
`;
/** What it costs is looked at, what it says is not, and the last is never asked for. */
export const RULES = `export const price = (amount) => amount * 2;
export const greeting = () => 'hello';
export const unused = () => 'never';
`;
export const JOURNEY = `const answer = await t.http.get('/price');
  t.check('costs 6', answer.text() === '6');
  await t.http.get('/greeting');
  await t.sleep('20ms');`;

export function shop(project: Project, journey = JOURNEY): void {
  project.write('server.mjs', SERVER);
  project.write('rules.mjs', RULES);
  project.plan({ journey, phases: "load('short', look, { users: 1, for: '300ms' })" });
}
