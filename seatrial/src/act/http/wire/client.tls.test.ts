import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { HttpClient, type Origin } from './client.ts';

const nowUs = (): number => performance.now() * 1000;

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

interface Identity {
  cert: string;
  key: string;
}

/** A throwaway certificate; signed by `issuer`, or its own issuer. */
function issue(directory: string, name: string, issuer?: string): Identity {
  const file = (suffix: string): string => join(directory, suffix);
  const signed = issuer === undefined ? [] : ['-CA', file(`${issuer}.pem`), '-CAkey', file(`${issuer}.key`)];
  const names = issuer === undefined ? [] : ['-addext', 'subjectAltName=DNS:localhost,DNS:api.example,IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const out = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`), '-subj', `/CN=${name}`];
  execFileSync('openssl', ['req', '-x509', ...curve, ...out, ...signed, ...names], { stdio: 'pipe' });
  return { cert: readFileSync(file(`${name}.pem`), 'utf8'), key: readFileSync(file(`${name}.key`), 'utf8') };
}

describe('over TLS', { skip: hasOpenssl() ? false : 'openssl is not installed' }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'seatrial-tls-'));
  let ca: Identity;
  let stranger: Identity;
  let service: Identity;
  let user: Identity;

  before(() => {
    ca = issue(directory, 'ca');
    stranger = issue(directory, 'stranger');
    service = issue(directory, 'service', 'ca');
    user = issue(directory, 'user', 'ca');
  });
  after(() => rmSync(directory, { recursive: true }));

  interface Service {
    origin: Origin;
    connections: () => number;
    serverNames: unknown[];
  }

  async function serve(t: TestContext, options: TlsOptions = {}): Promise<Service> {
    let connections = 0;
    const serverNames: unknown[] = [];
    const server = createServer({ ...service, ...options }, async (asked, answer) => {
      answer.end(Buffer.concat(await asked.toArray()));
    });
    server.on('secureConnection', (socket) => {
      connections++;
      serverNames.push(socket.servername);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    t.after(() => server.close().closeAllConnections());
    const { port } = server.address() as AddressInfo;
    const origin = { secure: true, host: '127.0.0.1', port, tls: { ca: ca.cert } };
    return { origin, connections: () => connections, serverNames };
  }

  function clientFor(t: TestContext, origin: Origin): HttpClient {
    const client = new HttpClient(origin, { nowUs });
    t.after(() => client.close());
    return client;
  }

  test('a trusted service answers, on one connection, bodies small and large', async (t) => {
    const { origin, connections } = await serve(t);
    const client = clientFor(t, origin);
    for (const size of [0, 10, 3_000_000, 10]) {
      const body = Buffer.alloc(size, 'abcdefg');
      const got = await client.exchange('POST', '/', '', body, 10_000);
      assert.equal(got.why, '');
      assert.ok(got.body.equals(body));
    }
    assert.equal(connections(), 1);
  });

  test('the name asked for is the host, or the one that was told', async (t) => {
    const { origin, serverNames } = await serve(t);
    const told = { ...origin, tls: { ca: ca.cert, serverName: 'api.example' } };
    for (const one of [{ ...origin, host: 'localhost' }, told])
      assert.equal((await clientFor(t, one).exchange('GET', '/', '', null, 5000)).cause, null);
    assert.deepEqual(serverNames, ['localhost', 'api.example']);
  });

  test('a service that is not trusted, or is somebody else: tls, and nothing was sent', async (t) => {
    const { origin } = await serve(t);
    const wrong: [Origin['tls'] & object, RegExp][] = [
      [{ ca: stranger.cert }, /verify|issuer/],
      [{}, /verify|issuer/],
      [{ ca: ca.cert, serverName: 'other.example' }, /altnames/],
    ];
    for (const [tls, why] of wrong) {
      const client = clientFor(t, { ...origin, tls });
      const got = await client.exchange('GET', '/', '', null, 5000);
      assert.deepEqual([got.cause, got.bytesSent], ['tls', 0]);
      assert.match(got.why, why);
      while (client.openSockets > 0) await new Promise(setImmediate);
    }
    const lenient = clientFor(t, { ...origin, tls: { rejectUnauthorized: false } });
    assert.equal((await lenient.exchange('GET', '/', '', null, 5000)).status, 200);
  });

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`a service that wants a client certificate gets it, or says tls (${maxVersion})`, async (t) => {
      const { origin } = await serve(t, { ca: ca.cert, requestCert: true, rejectUnauthorized: true, maxVersion });
      const known = clientFor(t, { ...origin, tls: { ca: ca.cert, ...user } });
      assert.equal((await known.exchange('GET', '/', '', null, 5000)).status, 200);
      const unknown = await clientFor(t, origin).exchange('GET', '/', '', null, 5000);
      assert.equal(unknown.cause, 'tls', unknown.why);
    });
  }

  test('a peer that speaks no TLS: tls; one that closes during the handshake: reset', async (t) => {
    for (const [cause, answer] of [
      ['tls', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
      ['reset', ''],
    ] as const) {
      const server = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(answer)));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      t.after(() => server.close());
      const { port } = server.address() as AddressInfo;
      const got = await clientFor(t, { secure: true, host: '127.0.0.1', port }).exchange('GET', '/', '', null, 5000);
      assert.deepEqual([got.cause, got.bytesSent], [cause, 0], got.why);
    }
  });

  test('a second answer in a TLS record of its own is nobody’s answer', async (t) => {
    const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
    let connections = 0;
    const server = createTlsServer({ ...service }, (socket) => {
      const poisoned = ++connections === 1;
      socket
        .on('error', () => {})
        .on('data', () => {
          socket.cork();
          socket.write(hello);
          if (poisoned) socket.write(hello.replace('hello', 'evil!'));
          socket.uncork();
        });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    t.after(() => server.close());
    const client = clientFor(t, { secure: true, host: '127.0.0.1', port, tls: { ca: ca.cert } });
    for (let i = 0; i < 3; i++)
      assert.equal((await client.exchange('GET', '/', '', null, 5000)).body.toString(), 'hello');
    assert.equal(connections, 2);
  });
});
