import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  constants,
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createHttps } from 'node:https';
import type { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import type { Cause } from '../../../../evidence/records.ts';
import { PassingBody } from '../../../http/wire/body-sink.ts';
import type { Origin } from '../../../http/wire/client.ts';
import { longEnough } from '../../testing/long-enough.ts';
import { makeIdentity } from '../testing/identity.ts';
import { listen, nobody, type Peer, tcpPeer } from '../testing/tcp-peer.ts';
import { until } from '../testing/test-desk.ts';
import { Http2Client } from './http2.ts';

const nowUs = (): number => performance.now() * 1000;
type Behaviour = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

const answers: Behaviour = async (stream, headers) => {
  const body = Buffer.concat(await stream.toArray());
  stream.respond({
    ':status': 201,
    'x-method': headers[':method'],
    'set-cookie': ['a=1', 'b=2'],
    'x-a': headers['x-a'],
  });
  stream.end(headers[':method'] === 'HEAD' ? undefined : body);
};

function behaving(server: Http2Server, behaviour: Behaviour): Http2Server {
  server.on('sessionError', () => {});
  return server.on('stream', (stream, headers) =>
    behaviour(
      stream.on('error', () => {}),
      headers,
    ),
  );
}

function serve(t: TestContext, behaviour: Behaviour, settings = {}): Promise<Peer> {
  return listen(t, behaving(createServer({ settings }), behaviour));
}

function clientFor(t: TestContext, url: string, tls?: Origin['tls'], maxBodyBytes = 1_000_000): Http2Client {
  const { protocol, hostname, port } = new URL(url);
  const origin = { secure: protocol === 'https:', host: hostname, port: Number(port), ...(tls && { tls }) };
  const client = new Http2Client(origin, { nowUs, maxBodyBytes });
  t.after(() => client.close());
  return client;
}

describe('everyday', () => {
  test('fields behind the body are trailers', async (t) => {
    const peer = await serve(t, (stream) => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '7', constructor: 'c' }));
      stream.end('ok');
    });
    const got = await clientFor(t, peer.url).exchange('GET', '/', '', null, 5000);
    assert.deepEqual([got.status, { ...got.trailers }], [200, { 'x-sum': '7', constructor: 'c' }]);
    assert.equal(got.headers['x-sum'], undefined);
  });

  test('every method, with bodies and headers, on one connection', async (t) => {
    const peer = await serve(t, answers);
    const client = clientFor(t, peer.url);
    for (const [method, body] of Object.entries({ GET: null, POST: 'hello', PUT: 'x'.repeat(500_000), HEAD: null })) {
      const got = await client.exchange(method, '/a?b=c', 'X-A: 1\r\n', body === null ? null : Buffer.from(body), 5000);
      assert.deepEqual([got.status, got.cause, got.body.toString()], [201, null, body ?? ''], got.why);
      assert.deepEqual(
        { ...got.headers, date: '' },
        { 'set-cookie': 'a=1\nb=2', 'x-method': method, 'x-a': '1', date: '' },
      );
      assert.equal(got.setsCookies, true);
      assert.ok(got.bytesSent > (body?.length ?? 0) && got.bytesReceived > (body?.length ?? 0));
      assert.ok(got.startedUs < got.endedUs);
    }
    assert.equal(peer.made(), 1);
    client.close();
    await until(() => peer.open() === 0 && client.openSockets === 0, 'no socket left');
  });

  test('bodies larger than memory wants to hold go there and back in pieces', async (t) => {
    const peer = await serve(t, (stream) => {
      stream.respond({ ':status': 200 });
      stream.pipe(stream);
    });
    const client = clientFor(t, peer.url, undefined, 1000);
    const buffer = Buffer.alloc(100_000, 'x');
    async function* pieces(count: number): AsyncGenerator<Buffer> {
      for (let n = 0; n < count; n++) yield buffer.fill(n);
    }
    const whole = createHash('sha256');
    for (let n = 0; n < 50; n++) whole.update(buffer.fill(n));
    const digest = whole.digest('hex');
    for (const size of [5_000_000, undefined]) {
      const into = new PassingBody('sha256');
      const body = { stream: () => pieces(50), ...(size && { size }) };
      const got = await client.exchange('PUT', '/', '', body, 10_000, undefined, into);
      assert.deepEqual([got.status, got.body.length, into.length, into.digest()], [200, 0, 5_000_000, digest], got.why);
    }
    for (const [size, why] of [
      [100_000, /longer than its size/],
      [9_000_000, /shorter than its size/],
    ] as const) {
      const body = { stream: () => pieces(50), size };
      const got = await client.exchange('PUT', '/', '', body, 10_000, undefined, new PassingBody('nothing'));
      assert.equal(got.cause, 'aborted');
      assert.match(got.why, why);
    }
  });

  test('headers may be called as what every object has', async (t) => {
    const peer = await serve(t, (stream, headers) => {
      stream.respond({ ':status': 200 });
      stream.end(
        JSON.stringify([headers.constructor, Object.entries(headers).find(([name]) => name === '__proto__')?.[1]]),
      );
    });
    const got = await clientFor(t, peer.url).exchange('GET', '/', 'constructor: c\r\n__proto__: p\r\n', null, 5000);
    assert.deepEqual(JSON.parse(got.body.toString()), ['c', 'p']);
  });

  test('the Host of a journey is the authority', async (t) => {
    const peer = await serve(t, (stream, headers) => {
      stream.respond({ ':status': 200 });
      stream.end(`${headers[':authority']} ${headers.host}`);
    });
    const client = clientFor(t, peer.url);
    for (const [fields, seen] of [
      ['Host: shop.example\r\nA: b\r\n', 'shop.example'],
      ['A: b\r\n', new URL(peer.url).host],
    ] as const) {
      const got = await client.exchange('GET', '/', fields, null, 5000);
      assert.equal(got.body.toString(), `${seen} undefined`, got.why);
    }
  });

  test('many requests are open at once on one connection, as many as the peer allows', async (t) => {
    let open = 0;
    let most = 0;
    const behaviour: Behaviour = (stream, headers) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        stream.respond({ ':status': 200 });
        stream.end(headers[':path']);
      }, 20);
    };
    const peer = await serve(t, behaviour, { maxConcurrentStreams: 10 });
    const client = clientFor(t, peer.url);
    await client.exchange('GET', '/first', '', null, 5000);
    const paths = Array.from({ length: 30 }, (_, n) => `/${n}`);
    const got = await Promise.all(paths.map((path) => client.exchange('GET', path, '', null, 5000)));
    assert.deepEqual(
      got.map(({ body }) => body.toString()),
      paths,
    );
    assert.deepEqual([most, peer.made()], [10, 1]);
  });

  test('a graceful restart is not seen: what the peer did not take goes to a new connection', async (t) => {
    let streams = 0;
    const peer = await serve(t, (stream) => {
      if (++streams === 2) {
        // As a server that shuts down: the last stream it cares about is the first, and this one is not.
        stream.session?.goaway(constants.NGHTTP2_NO_ERROR, 1);
        return;
      }
      stream.respond({ ':status': 200 });
      stream.end('hello');
    });
    const client = clientFor(t, peer.url);
    for (let n = 0; n < 3; n++) {
      const got = await client.exchange('GET', '/', '', null, 2000);
      assert.deepEqual([got.status, got.body.toString()], [200, 'hello'], `${n}: ${got.why}`);
    }
    assert.equal(peer.made(), 2);
  });
});

const failures: Record<string, [cause: Cause, why: RegExp, behaviour: Behaviour]> = {
  'says nothing': ['timeout waiting', /no head of an answer within \d+ ms/, () => {}],
  'stops within the body': [
    'timeout reading',
    /after 3 bytes of the body/,
    (s) => {
      s.respond({ ':status': 200 });
      s.write('hel');
    },
  ],
  'refuses the stream': [
    'reset',
    /before any answer: REFUSED_STREAM/,
    (s) => s.close(constants.NGHTTP2_REFUSED_STREAM),
  ],
  'resets the stream': ['reset', /before any answer: INTERNAL_ERROR/, (s) => s.close(constants.NGHTTP2_INTERNAL_ERROR)],
  'resets the stream within the body': [
    'reset',
    /after 3 bytes of the body: INTERNAL_ERROR/,
    (s) => {
      s.respond({ ':status': 200 });
      s.write('hel', () => setTimeout(() => s.destroy(new Error('lost')), 20));
    },
  ],
  'sends less than it announced': [
    'reset',
    /PROTOCOL_ERROR|after 3 bytes/,
    (s) => {
      s.respond({ ':status': 200, 'content-length': 5 });
      s.end('hel');
    },
  ],
  'ends the connection': ['reset', /before any answer/, (s) => s.session?.destroy()],
  dies: ['reset', /before any answer/, (s) => s.session?.socket.destroy()],
  'dies within the body': [
    'reset',
    /after 3 bytes of the body/,
    (s) => {
      s.respond({ ':status': 200 });
      s.write('hel', () => setTimeout(() => s.session?.destroy(), 20));
    },
  ],
  'says GOAWAY with an error': [
    'reset',
    /GOAWAY: ENHANCE_YOUR_CALM/,
    (s) => s.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM),
  ],
  'sends more than the limit': [
    'own limit',
    /a body is kept up to 1000000 bytes/,
    (s) => {
      s.respond({ ':status': 200 });
      s.end(Buffer.alloc(2_000_000));
    },
  ],
};

describe('a peer that', () => {
  for (const [name, [cause, why, behaviour]] of Object.entries(failures)) {
    test(name, async (t) => {
      let bad = true;
      const peer = await serve(t, (stream, headers) => (bad ? behaviour : answers)(stream, headers));
      const client = clientFor(t, peer.url);
      const ask = (limitMs: number) => client.exchange('GET', '/', '', null, limitMs);
      const got = await (cause.startsWith('timeout') ? longEnough(ask, (each) => each.cause === cause) : ask(5000));
      assert.deepEqual([got.cause, got.status, got.body.length], [cause, 0, 0], got.why);
      assert.match(got.why, why);
      bad = false;
      const next = await client.exchange('GET', '/', '', null, 5000);
      assert.equal(next.status, 201, next.why);
      client.close();
      await until(() => peer.open() === 0 && client.openSockets === 0, 'no socket left');
    });
  }

  test('refuses a stream is known not to have acted: nothing counts as sent', async (t) => {
    const peer = await serve(t, (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
    const got = await clientFor(t, peer.url).exchange('POST', '/', '', Buffer.from('x'), 5000);
    assert.deepEqual([got.cause, got.bytesSent], ['reset', 0]);
  });

  test('is not there', async (t) => {
    const client = clientFor(t, await nobody());
    const got = await client.exchange('GET', '/', '', null, 5000);
    assert.deepEqual([got.cause, got.bytesSent], ['refused', 0], got.why);
    await until(() => client.openSockets === 0, 'no socket left');
  });

  for (const [name, cause, answer] of [
    ['speaks HTTP/1.1', 'protocol', (s: Socket) => s.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['closes at once', 'reset', (s: Socket) => s.end()],
    ['resets at once', 'reset', (s: Socket) => s.resetAndDestroy()],
    ['takes the connection and says nothing', 'timeout waiting', () => {}],
  ] as const) {
    test(name, async (t) => {
      const peer = await tcpPeer(t, answer);
      const client = clientFor(t, peer.url);
      const ask = (limitMs: number) => client.exchange('GET', '/', '', null, limitMs);
      const got = await (cause === 'timeout waiting' ? longEnough(ask, (each) => each.cause === cause) : ask(5000));
      assert.equal(got.cause, cause, got.why);
      client.close();
      await until(() => peer.open() === 0 && client.openSockets === 0, 'no socket left');
    });
  }
});

describe('what is given up', () => {
  test('a signal ends one exchange and leaves the others', async (t) => {
    const peer = await serve(t, (stream, headers) => {
      if (headers[':path'] === '/slow') return;
      setTimeout(() => stream.respond({ ':status': 200 }, { endStream: true }), 60);
    });
    const client = clientFor(t, peer.url);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    const slow = client.exchange('GET', '/slow', '', null, 5000, abort.signal);
    const other = client.exchange('GET', '/', '', null, 5000);
    assert.deepEqual([(await slow).cause, (await other).status], ['aborted', 200]);
    assert.equal((await client.exchange('GET', '/', '', null, 5000, abort.signal)).cause, 'aborted');
    assert.equal(peer.made(), 1);
  });

  test('closing ends all of them', async (t) => {
    const peer = await serve(t, () => {});
    const client = clientFor(t, peer.url);
    const open = [1, 2, 3].map(() => client.exchange('GET', '/', '', null, 5000));
    await until(() => peer.open() === 1, 'connected');
    client.close();
    assert.deepEqual(
      (await Promise.all(open)).map(({ cause }) => cause),
      ['aborted', 'aborted', 'aborted'],
    );
    assert.equal((await client.exchange('GET', '/', '', null, 5000)).cause, 'aborted');
    await until(() => peer.open() === 0 && client.openSockets === 0, 'no socket left');
  });

  test('what makes no sense is not sent', async (t) => {
    const client = clientFor(t, (await serve(t, answers)).url);
    for (const [target, fields] of [
      ['/a b', ''],
      ['/', 'Host: other\r\nHost: other\r\n'],
      ['/', 'Host: an other\r\n'],
      ['/', 'A: b\r\nC'],
      ['/', 'Keep-Alive: 5\r\n'],
    ] as const) {
      const got = await client.exchange('GET', target, fields, null, 5000);
      assert.deepEqual([got.cause, got.bytesSent], ['protocol', 0]);
      assert.match(got.why, /^not sent/);
    }
  });
});

const identity = makeIdentity();

describe('over TLS', { skip: identity ? false : 'openssl is not installed' }, () => {
  const trusting = { ca: identity?.cert ?? '' };

  test('a trusted peer is agreed with on HTTP/2, a stranger is not spoken to', async (t) => {
    const peer = await listen(t, behaving(createSecureServer({ ...identity }), answers), 'https');
    const got = await clientFor(t, peer.url, trusting).exchange('POST', '/', '', Buffer.from('hello'), 5000);
    assert.deepEqual([got.status, got.body.toString()], [201, 'hello'], got.why);
    const stranger = await clientFor(t, peer.url).exchange('GET', '/', '', null, 5000);
    assert.deepEqual([stranger.cause, stranger.bytesSent], ['tls', 0], stranger.why);
  });

  test('a peer without HTTP/2: protocol, and nothing is sent', async (t) => {
    const peer = await listen(
      t,
      createHttps({ ...identity }, (_asked, answer) => answer.end('old')),
      'https',
    );
    const client = clientFor(t, peer.url, trusting);
    const got = await client.exchange('GET', '/', '', null, 5000);
    assert.equal(got.cause, 'protocol', got.why);
    assert.match(got.why, /does not speak HTTP\/2/);
    await until(() => peer.open() === 0 && client.openSockets === 0, 'no socket left');
  });
});
