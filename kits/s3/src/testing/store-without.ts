/**
 * A real store behind a door that says honestly what it does not offer, for tests of the kit: a program that is started with its
 * own port, the store's, and the store's command. It forwards every request but those for tags, ACLs, CORS, policies,
 * versions, lifecycle rules and forms, which it answers as AWS and others do. SIGTERM ends both.
 */
import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

const NOT_OFFERED = ['tagging', 'cors', 'policy', 'versioning', 'lifecycle'];
const [port, storePort, program = '', ...rest] = process.argv.slice(2);

const store = spawn(program, rest, { stdio: 'inherit' });
process.once('SIGTERM', () => store.kill());
store.once('exit', () => process.exit());

const server = createServer((asked, answer) => {
  const words = [...new URL(asked.url ?? '/', 'http://store').searchParams.keys()];
  if (words.includes('acl')) refuse(asked, answer, 400, 'AccessControlListNotSupported');
  else if (words.some((word) => NOT_OFFERED.includes(word))) refuse(asked, answer, 501, 'NotImplemented');
  else if (asked.headers['content-type']?.startsWith('multipart/form-data'))
    refuse(asked, answer, 501, 'NotImplemented');
  else forward(asked, answer);
});
server.listen(Number(port), '127.0.0.1');

function refuse(asked: IncomingMessage, answer: ServerResponse, status: number, code: string): void {
  asked.resume().on('end', () => answer.writeHead(status).end(`<Error><Code>${code}</Code></Error>`));
}

function forward(asked: IncomingMessage, answer: ServerResponse): void {
  const { method, url, rawHeaders } = asked;
  const onward = request({ host: '127.0.0.1', port: storePort, method, path: url, headers: rawHeaders as never });
  onward.on('response', (given) => given.pipe(answer.writeHead(given.statusCode ?? 502, given.rawHeaders as never)));
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
}
