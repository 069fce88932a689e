// A web server whose faults are words: node web.mjs PORT DIR [word=value ...]. Without words it answers `ok` to everything.
import http from 'node:http';
import { isRestarted, port, words } from './words.mjs';

const restarted = isRestarted();
const instance = Number(process.env.INSTANCE ?? 1);
const number = (word) => Number(words[word] ?? 0);
const startedMs = performance.now();
let count = 0;
let inFlight = 0;
/** By a fault of the plan's own, which asks for `/break` and `/mend`: `fault=mends`, `fault=slowly` (after 4 s), `fault=stays`. */
let isBroken = false;

// Words that begin with `again-` are true after a restart only, those with `then-` from when `/then` is asked for, those with `first-` of the first instance only.
for (const [word, value] of Object.entries(words)) {
  if (word.startsWith('again-') && restarted) words[word.slice(6)] = value;
  if (word.startsWith('first-') && instance === 1) words[word.slice(6)] = value;
  if (word.startsWith('gone-') && restarted && instance === 1) words[word.slice(5)] = value;
}

function answer(request, response) {
  const ageMs = performance.now() - startedMs;
  if (request.url === '/health') return response.end('ok');
  if ('fault' in words && (request.url === '/break' || request.url === '/mend')) {
    if (request.url === '/mend' && words.fault === 'slowly') setTimeout(() => (isBroken = false), 4000);
    else isBroken = request.url === '/break' || words.fault === 'stays';
    return response.end('ok');
  }
  if (isBroken) return fail(response, 500);
  if (request.url === '/then') {
    for (const [word, value] of Object.entries(words)) if (word.startsWith('then-')) words[word.slice(5)] = value;
    return response.end('ok');
  }
  // An answer that says nothing of it, and then a reset: a worker that is replaced.
  if ('resets' in words) response.on('finish', () => setImmediate(() => request.socket.resetAndDestroy()));
  if (request.url === '/bye') setTimeout(() => process.exit(0), 200);
  count++;
  if ('die-after' in words && count > number('die-after')) process.exit(number('die-code'));
  if ('say' in words)
    console.log(`served ${request.url} ${words.say.replaceAll('+', ' ')} ${request.headers.authorization ?? ''}`);
  if ('leak' in words) keep(number('leak'));
  if ('open' in words) process.getBuiltinModule('node:fs').openSync('/dev/null');
  if ('hang-from' in words && ageMs > number('hang-from')) return;
  if (words.hang === request.url || ('hang-after' in words && count > number('hang-after'))) return;
  if ('hang-every' in words && count % number('hang-every') === 0) return;
  if ('cold' in words && ageMs < number('cold')) return fail(response, 503);
  if (words.flap && ageMs > 600 && ageMs < number('flap')) return fail(response, 503);
  if (words.fails === request.url || ('fail-after' in words && count > number('fail-after')))
    return fail(response, 500);
  if ('every' in words && count % number('every') === 0) return fail(response, 500);
  if ('crowd' in words && inFlight > number('crowd') && count % 2 === 0) return fail(response, 503);
  if (request.url === '/to') return response.writeHead(302, { location: words.to }).end();
  if (request.url === '/in') return response.end(request.headers.authorization);
  if ('status' in words) {
    response.writeHead(number('status'), 'location' in words ? { location: words.location } : {});
    return response.end('{"error":"no"}');
  }
  return respond(request, response);
}

function respond(request, response) {
  const slow = 'slow' in words && (words.slow === request.url || words.slow === 'all');
  const slowNth = 'slow-every' in words && count % number('slow-every') === 0;
  const worse = number('worse') * count;
  const crowded = 'crowd' in words && inFlight > number('crowd') ? 500 : 0;
  // `stand=4000 stand-of=5000`: stands still for the last four of every five seconds.
  const of = number('stand-of');
  const since = of === 0 ? 0 : (performance.now() - startedMs) % of;
  const still = since > of - number('stand') ? of - since : 0;
  const cold = performance.now() - startedMs < number('warm') ? 300 : 0;
  const delayMs = still + cold + (slow || slowNth ? number('ms') : 0) + worse + crowded + number('latency');
  inFlight++;
  const end = () => {
    inFlight--;
    if ('size' in words) return response.end(Buffer.alloc(number('size'), 'x'));
    if (request.url === '/json')
      return response.setHeader('content-type', 'application/json').end(words.empty ? '{}' : '{"id":1}');
    return response.end('ok');
  };
  if (delayMs === 0) return end();
  setTimeout(end, delayMs);
}

function fail(response, status) {
  response.statusCode = status;
  response.end('bad');
}

const kept = [];
function keep(megabytes) {
  kept.push(Buffer.alloc(megabytes * 1_000_000, 1));
}

/** Prints variables of its environment, as `print-as` says: `print=DB_PASSWORD,CACHE_KEY print-as=buffer`. */
const PRINTERS = {
  text: (value) => value,
  buffer: (value) => Buffer.from(value),
  colons: (value) => Buffer.from(value).toString('hex').match(/../g).join(':'),
  bytes: (value) => new Uint8Array(Buffer.from(value)),
  characters: (value) => [...value],
  sql: (value) => `ALTER ROLE app PASSWORD '${value.replaceAll("'", "''")}'`,
  csv: (value) => `app,"${value.replaceAll('"', '""')}"`,
  'url-in-url': (value) => `/login?next=${encodeURIComponent(`/cb?token=${encodeURIComponent(value)}`)}`,
  line: (value) => value.split('\n').find((line) => line.includes('https:')),
};
for (const name of words.print?.split(',') ?? []) {
  console.log(name, PRINTERS[words['print-as'] ?? 'text'](process.env[name]));
}

const server = http.createServer((request, response) => {
  if ('refuses' in words && request.method === 'PUT')
    response.writeHead(number('refuses'), { connection: 'close' }).end('no');
  request.resume();
  if (response.writableEnded) return;
  request.on('end', () => answer(request, response));
});
server.on('error', (error) => {
  console.error(String(error));
  process.exit(1);
});
if ('die-at' in words) setTimeout(() => process.exit(number('die-code')), number('die-at'));
if ('never' in words) setInterval(() => {}, 1000);
else setTimeout(() => server.listen(port, '127.0.0.1'), number('start'));
