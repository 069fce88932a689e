// A shop with sessions: node sessions.mjs PORT DIR [kept] [nobody]. Strangers are led to /login. Sessions are in memory, with
// `kept` in a file; with `nobody` a login is accepted and forgotten at once. /old leads to /new, for everybody, with `to` by a whole URL.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { dir, port, words } from './words.mjs';

const file = `${dir}/sessions`;
const sessions = new Set('kept' in words && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
/** With `to=localhost` by that name of this machine, with `to=PORT` at that port as well. */
const isPort = Number(words.to) > 0;
const there = 'to' in words ? `http://${isPort ? `127.0.0.1:${words.to}` : `${words.to}:${port}`}/new` : '/new';
let count = 0;

function login(response) {
  const id = `${process.pid}-${++count}`;
  if (!('nobody' in words)) sessions.add(id);
  if ('kept' in words) appendFileSync(file, `${id}\n`);
  response.writeHead(303, { 'set-cookie': `sid=${id}; Path=/`, location: '/home' }).end();
}

function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://x');
  if (pathname === '/login' && request.method === 'POST') return login(response);
  if (pathname === '/login') return response.end('please log in');
  if (pathname === '/old') return response.writeHead(301, { location: there }).end();
  const id = (request.headers.cookie ?? '').replace('sid=', '');
  if (['/health', '/new'].includes(pathname) || sessions.has(id)) return response.end('ok');
  response.writeHead(302, { location: '/login' }).end();
}

for (const at of isPort ? [port, Number(words.to)] : [port])
  http
    .createServer((request, response) => request.resume().on('end', () => answer(request, response)))
    .listen(at, '127.0.0.1');
