import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Cause } from '../../../../evidence/records.ts';
import { makeIdentity } from '../testing/identity.ts';
import { listen, nobody, type Peer, tcpPeer } from '../testing/tcp-peer.ts';
import { TestDesk, until } from '../testing/test-desk.ts';
import { JourneyWebSockets } from './websocket.ts';

type Behaviour = (socket: WebSocket, asked: { path: string; headers: Record<string, unknown> }) => void;

const echo: Behaviour = (socket) => {
  socket.on('message', (data, binary) => socket.send(data, { binary }));
};

async function serve(t: TestContext, behaviour: Behaviour = echo, perMessageDeflate = false): Promise<Peer> {
  const http = createServer();
  const server = new WebSocketServer({
    perMessageDeflate,
    server: http,
    handleProtocols: (offered) => [...offered].at(-1) ?? false,
  });
  server.on('connection', (socket, { url = '', headers }) => {
    socket.on('error', () => {});
    behaviour(socket, { path: url, headers });
  });
  return await listen(t, http);
}

function user(t: TestContext, url: string): { desk: TestDesk; sockets: JourneyWebSockets } {
  const desk = new TestDesk();
  const sockets = new JourneyWebSockets(desk, url);
  t.after(sockets.close);
  return { desk, sockets };
}

test('a code or a reason that cannot be sent is a mistake of the journey, and leaves the connection as it is', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { sockets } = user(t, (await serve(t)).url);
  const socket = await sockets.open('/');
  await assert.rejects(socket.close(999), /close: 999 cannot be sent: .*; give 1000 or 3000 to 4999/);
  await assert.rejects(socket.close(1000, 'x'.repeat(124)), /a reason of at most 123 bytes/);
  t.mock.timers.tick(5000);
  assert.equal((await socket.exchange('still there')).text(), 'still there');
});

describe('compression', () => {
  const text = 'ahoy '.repeat(20_000);

  test('is offered where it is asked for: messages are whole, and bytes those of the wire', async (t) => {
    const { desk, sockets } = user(t, (await serve(t, echo, true)).url);
    const socket = await sockets.open('/', { compressed: true });
    assert.equal(socket.compressed, true);
    for (let n = 0; n < 3; n++) assert.equal((await socket.exchange(text)).text(), text);
    for (const { bytesSent, bytesReceived } of desk.steps.slice(1)) assert.ok(bytesSent < 5000 && bytesReceived < 5000);
    assert.deepEqual(desk.errors, []);
    assert.equal((await sockets.open('/')).compressed, false);
  });

  test('is left out where the peer does not agree', async (t) => {
    const { sockets } = user(t, (await serve(t)).url);
    const socket = await sockets.open('/', { compressed: true });
    assert.deepEqual([socket.compressed, (await socket.exchange(text)).text()], [false, text]);
  });

  test('a message that inflates beyond our limit is ours', async (t) => {
    const { sockets } = user(t, (await serve(t, echo, true)).url);
    const socket = await sockets.open('/', { compressed: true, maxMessageBytes: 50_000 });
    const got = await socket.exchange(text);
    assert.equal(got.cause, 'own limit', got.why);
  });

  test('what is no compressed message is the mistake of the peer', async (t) => {
    const peer = await serve(
      t,
      (socket) => {
        const { _socket: raw } = socket as unknown as { _socket: Socket };
        socket.on('message', () => raw.write(Buffer.from([0xc1, 3, 0xff, 0xff, 0xff])));
      },
      true,
    );
    const socket = await user(t, peer.url).sockets.open('/', { compressed: true });
    assert.equal((await socket.exchange('x')).cause, 'protocol');
  });
});

describe('everyday', () => {
  test('opens, exchanges text and bytes, closes; each is a step with its bytes', async (t) => {
    const peer = await serve(t);
    const { desk, sockets } = user(t, peer.url);
    desk.dueUs = desk.nowUs() - 5000;
    const socket = await sockets.open('/chat/7?x=1', { tags: { kind: 'chat' } });
    assert.deepEqual([socket.status, socket.cause, socket.why, socket.open], [101, null, '', true]);
    const text = await socket.exchange('{"n":1}');
    assert.deepEqual([text.received, text.binary, text.json()], [true, false, { n: 1 }]);
    const bytes = await socket.exchange(Buffer.alloc(70_000, 7), { name: 'big' });
    assert.deepEqual([bytes.binary, bytes.data.length, bytes.json()], [true, 70_000, undefined]);
    assert.deepEqual(await socket.send('later'), { cause: null, why: '' });
    assert.equal((await socket.receive()).text(), 'later');
    await socket.close(4001, 'done');
    assert.deepEqual([socket.open, socket.closed], [false, { code: 4001, reason: 'done' }]);
    const names = ['WS /chat/:id', 'WS /chat/:id exchange', 'big', 'WS /chat/:id send', 'WS /chat/:id receive'];
    assert.deepEqual(desk.told, names);
    for (const { tags } of desk.steps) assert.deepEqual(tags, { kind: 'chat' });
    assert.deepEqual(desk.errors, []);
    assert.ok(desk.steps[0] && desk.steps[0].startedUs - desk.steps[0].dueUs >= 5000, 'the first was due earlier');
    // A frame of 7 bytes: 2 of header, 4 of mask there; 2 of header back.
    assert.deepEqual([desk.steps[1]?.bytesSent, desk.steps[1]?.bytesReceived], [13, 9]);
    assert.deepEqual([desk.steps[2]?.bytesSent, desk.steps[2]?.bytesReceived], [70_014, 70_010]);
    await until(() => peer.open() === 0, 'no socket left');
  });

  test('a message on a connection whose end was told before is none of the peer', async (t) => {
    const peer = await serve(t, (socket) => socket.close());
    const { desk, sockets } = user(t, peer.url);
    const socket = await sockets.open('/');
    await until(() => !socket.open, 'closed');
    const causes = [];
    causes.push((await socket.exchange('a')).cause, (await socket.send('b')).cause);
    desk.context.user.iteration++;
    causes.push((await socket.send('b')).cause, (await socket.receive()).cause);
    assert.deepEqual(causes, ['reset', 'reset', 'stream over', 'stream over']);
    assert.match((await socket.send('c')).why, /closed with code 1005, before this was begun; open another$/);
    assert.equal(desk.errors.length, 5);
    const another = await sockets.open('/');
    await until(() => !another.open, 'closed');
    assert.equal((await another.receive()).cause, 'reset', 'each connection by itself');
  });

  test('headers are sent, a subprotocol is agreed on, and an absolute address is taken', async (t) => {
    const seen: unknown[] = [];
    const peer = await serve(t, (_socket, { path, headers }) =>
      seen.push(path, headers['x-tenant'], headers['user-agent']),
    );
    const { sockets } = user(t, 'http://127.0.0.1:1');
    const options = { headers: { 'X-Tenant': 'a' }, protocols: ['one', 'two'] };
    const socket = await sockets.open(`${peer.url.replace('http', 'ws')}/feed`, options);
    assert.equal(socket.protocol, 'two');
    assert.deepEqual(seen, ['/feed', 'a', 'seatrial']);
  });

  test('silence that was asked for is no failure, and what comes late is still received', async (t) => {
    let say = (): void => assert.fail('nobody has connected');
    const peer = await serve(t, (socket) => (say = () => socket.send('late')));
    const { desk, sockets } = user(t, peer.url);
    const socket = await sockets.open('/');
    await socket.send('go');
    const silence = await socket.receive({ timeout: '5ms', optional: true });
    assert.deepEqual([silence.received, silence.cause], [false, null]);
    const missing = await socket.receive({ timeout: '5ms' });
    assert.deepEqual([missing.received, missing.cause], [false, 'timeout waiting']);
    say();
    assert.equal((await socket.receive()).text(), 'late');
    assert.deepEqual(desk.causes, ['WS / receive: timeout waiting']);
  });

  test('a round trip is answered by what comes after it, and by what matches; the rest stays in order', async (t) => {
    const peer = await serve(t, (socket) => {
      socket.send('early');
      socket.on('message', () => ['push', 'answer', 'push 2'].map((text) => socket.send(text)));
    });
    const { sockets } = user(t, peer.url);
    const socket = await sockets.open('/');
    assert.equal((await socket.receive({ matching: (message) => message.text() === 'early' })).received, true);
    const answer = await socket.exchange('ask', { matching: (message) => message.text() === 'answer' });
    assert.equal(answer.text(), 'answer');
    assert.deepEqual([(await socket.receive()).text(), (await socket.receive()).text()], ['push', 'push 2']);
    await assert.rejects(
      socket.exchange('ask', {
        matching: () => {
          throw new Error('mine');
        },
      }),
      /mine/,
    );
  });

  test('a journey that does not listen holds the peer back, and loses nothing', async (t) => {
    let held = (): number => 0;
    const peer = await serve(t, (socket) => {
      held = () => socket.bufferedAmount;
      for (let n = 0; n < 3000; n++) socket.send(`${n} ${'x'.repeat(10_000)}`);
    });
    const { sockets } = user(t, peer.url);
    const socket = await sockets.open('/');
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(held() > 1_000_000, 'the peer could send all of it');
    for (let n = 0; n < 3000; n++) assert.equal(Number.parseInt((await socket.receive()).text(), 10), n);
  });
});

/** The raw answer of a handshake, with `extra` frames behind it. */
function agree(socket: Socket, said: Buffer, ...frames: Buffer[]): Socket {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(said.toString())?.[1];
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
  socket.write(Buffer.concat([Buffer.from(head), ...frames]));
  return socket;
}

const refusals: Record<
  string,
  [cause: Cause, why: RegExp, status: number, answer: (socket: Socket, said: Buffer) => unknown]
> = {
  'says 403': ['status 4xx', /403/, 403, (s) => s.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')],
  'says 503 and closes': ['status 5xx', /503/, 503, (s) => s.end('HTTP/1.1 503 Busy\r\n\r\n')],
  'says 200': ['status 2xx', /200/, 200, (s) => s.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')],
  'says nothing': ['timeout waiting', /within 80 ms/, 0, () => {}],
  closes: ['reset', /socket hang up/, 0, (s) => s.end()],
  resets: ['reset', /ECONNRESET/, 0, (s) => s.resetAndDestroy()],
  'speaks another protocol': ['protocol', /Parse Error/, 0, (s) => s.write('220 smtp.example ESMTP\r\n')],
  'gives a wrong proof': [
    'protocol',
    /Sec-WebSocket-Accept/,
    101,
    (s) => agree(s, Buffer.from('Sec-WebSocket-Key: other\r\n')),
  ],
};

describe('a peer that, at the opening,', () => {
  for (const [name, [cause, why, status, answer]] of Object.entries(refusals)) {
    test(name, async (t) => {
      const peer = await tcpPeer(t, answer);
      const { desk, sockets } = user(t, peer.url);
      const socket = await sockets.open('/', cause === 'timeout waiting' ? { timeout: '80ms' } : {});
      assert.deepEqual([socket.cause, socket.status, socket.open], [cause, status, false], socket.why);
      assert.match(socket.why, why);
      const sent = await socket.send('x');
      const received = await socket.receive();
      assert.deepEqual([sent.cause, received.cause], [cause, cause]);
      assert.deepEqual(desk.told, ['WS /!', 'WS / send!', 'WS / receive!']);
      await socket.close();
      await until(() => peer.open() === 0, 'no socket left');
    });
  }

  test('is not there', async (t) => {
    const { desk, sockets } = user(t, await nobody());
    assert.equal((await sockets.open('/')).cause, 'refused');
    assert.deepEqual(desk.causes, ['WS /: refused']);
  });
});

const breaks: Record<string, [cause: Cause, why: RegExp, answer: (socket: Socket, said: Buffer) => unknown]> = {
  vanishes: ['reset', /without a close frame/, (s, said) => agree(s, said).end()],
  resets: ['reset', /ECONNRESET/, (s, said) => setTimeout((open) => open.resetAndDestroy(), 20, agree(s, said))],
  'closes with a reason': [
    'reset',
    /1001: away/,
    (s, said) => agree(s, said, Buffer.from([0x88, 6, 0x03, 0xe9, ...Buffer.from('away')])),
  ],
  'masks its frames': ['protocol', /MASK/, (s, said) => agree(s, said, Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5]))],
  'sends text that is no UTF-8': ['protocol', /UTF-8/, (s, said) => agree(s, said, Buffer.from([0x81, 1, 0xff]))],
  'announces a huge message': [
    'own limit',
    /a message is read up to 268435456 bytes/,
    (s, said) => agree(s, said, Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0])),
  ],
  'begins a message and stops': [
    'timeout waiting',
    /within 80 ms/,
    (s, said) => agree(s, said, Buffer.from([0x81, 5, 0x68])),
  ],
};

describe('a peer that, once it is open,', () => {
  for (const [name, [cause, why, answer]] of Object.entries(breaks)) {
    test(name, async (t) => {
      const peer = await tcpPeer(t, answer);
      const { sockets } = user(t, peer.url);
      const socket = await sockets.open('/');
      assert.equal(socket.cause, null, socket.why);
      const message = await socket.receive(cause === 'timeout waiting' ? { timeout: '80ms' } : {});
      assert.deepEqual([message.received, message.cause], [false, cause], message.why);
      assert.match(message.why, why);
      sockets.close();
      await until(() => peer.open() === 0, 'no socket left');
    });
  }

  test('never answers a close frame is left after a second', async (t) => {
    const peer = await tcpPeer(t, (socket, said) => agree(socket, said));
    const { sockets } = user(t, peer.url);
    const socket = await sockets.open('/');
    const fromMs = performance.now();
    await socket.close();
    assert.ok(performance.now() - fromMs < 3000);
    await until(() => peer.open() === 0, 'no socket left');
  });

  test('stops reading: the message is not taken in time', async (t) => {
    let resume = (): void => {};
    const peer = await tcpPeer(t, (socket, said) => {
      agree(socket, said);
      resume = () => void socket.resume();
      socket.pause();
    });
    const { sockets } = user(t, peer.url);
    const socket = await sockets.open('/');
    let sent = await socket.send('x');
    for (let n = 0; n < 100 && sent.cause === null; n++)
      sent = await socket.send(Buffer.alloc(1_000_000), { timeout: '50ms' });
    assert.deepEqual([sent.cause, sent.why], ['timeout waiting', 'the peer did not take the message within 50 ms']);
    sockets.close();
    resume();
    await until(() => peer.open() === 0, 'no socket left');
  });
});

describe('at the end of the phase', () => {
  for (const when of ['opening', 'receiving']) {
    test(`while ${when}: aborted, and nothing stays open`, async (t) => {
      let asked = (): void => {};
      const peer = await tcpPeer(t, (socket, said) => (when === 'opening' ? asked() : agree(socket, said)));
      const { desk, sockets } = user(t, peer.url);
      asked = () => desk.abort();
      const socket = await sockets.open('/');
      if (when === 'receiving') {
        const received = socket.receive();
        desk.abort();
        assert.equal((await received).cause, 'aborted');
      }
      assert.equal(desk.causes.at(-1), when === 'receiving' ? 'WS / receive: aborted' : 'WS /: aborted');
      await assert.rejects(socket.receive(), /the phase is over/);
      await assert.rejects(sockets.open('/'), /the phase is over/);
      await until(() => peer.open() === 0, 'no socket left');
    });
  }
});

describe('what a journey gets wrong throws', () => {
  test('an address that is no system, a header, a subprotocol, a timeout, and no end of sockets', async (t) => {
    const peer = await serve(t);
    const { sockets } = user(t, peer.url);
    await assert.rejects(sockets.open('ws://example.com/'), /example.com is not a system of this plan/);
    await assert.rejects(sockets.open('/', { headers: { 'x\n': '1' } }), /[Hh]eader/);
    await assert.rejects(sockets.open('/', { protocols: ['a b'] }), /subprotocol/);
    await assert.rejects(sockets.open('/', { timeout: '5' as '5s' }), /timeout: '5' is not a duration/);
    for (let n = 0; n < 100; n++) await sockets.open('/');
    await assert.rejects(sockets.open('/'), /holds 100 WebSockets open/);
    sockets.close();
    await until(() => peer.open() === 0, 'no socket left');
  });
});

const identity = makeIdentity();

describe('over TLS', { skip: identity ? false : 'openssl is not installed' }, () => {
  test('a trusted peer is spoken to, a stranger is not', async (t) => {
    const https = createSecureServer({ ...identity });
    new WebSocketServer({ server: https }).on('connection', (socket) => echo(socket, { path: '', headers: {} }));
    const peer = await listen(t, https, 'https');
    const trusting = new JourneyWebSockets(new TestDesk(), peer.url, { tls: { ca: identity?.cert ?? '' } });
    t.after(trusting.close);
    const socket = await trusting.open('/');
    assert.equal((await socket.exchange('hello')).text(), 'hello', socket.why);
    const { desk, sockets } = user(t, peer.url);
    assert.equal((await sockets.open('/')).cause, 'tls');
    assert.deepEqual(desk.causes, ['WS /: tls']);
    trusting.close();
    await until(() => peer.open() === 0, 'no socket left');
  });
});
