/**
 * A small server for trials of the command line: `server.mjs PORT [habit...]`. Any path answers 200 with its pid.
 *   GET /exit     ends it with code 3                   GET /hang     never answers
 *   GET /echo     answers 418 with its SERVICE_TOKEN    GET /fail     answers 500
 *   unwell        answers 503 for ever                  crash         says why and exits with code 3 at once
 *   deaf          runs and listens nowhere              talkative     prints its SERVICE_TOKEN
 *   stubborn      does not end when it is asked to
 */
import { createServer } from 'node:http';

const [port, ...habits] = process.argv.slice(2);
const { SERVICE_TOKEN } = process.env;

if (habits.includes('crash')) {
  console.error('cannot open the ledger: it is held by another');
  process.exit(3);
}
if (habits.includes('stubborn')) process.on('SIGTERM', () => undefined);
if (habits.includes('talkative')) console.log(`connected with ${SERVICE_TOKEN}`);

const server = createServer((request, response) => {
  if (request.url === '/exit') process.exit(3);
  if (request.url === '/hang') return;
  response.statusCode = habits.includes('unwell') ? 503 : ({ '/echo': 418, '/fail': 500 }[request.url] ?? 200);
  response.end(request.url === '/echo' ? SERVICE_TOKEN : String(process.pid));
});
if (habits.includes('deaf')) setInterval(() => undefined, 1000);
else server.listen(Number(port), '127.0.0.1');
