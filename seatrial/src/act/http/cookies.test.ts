import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { browse, serve } from '../load/testing/browser.ts';
import { CookieJar, type CookiePlace } from './cookies.ts';

const shop: CookiePlace = { host: 'www.shop.example', secure: true, target: '/cart/add?item=1' };

function jarWith(setCookie: string | readonly string[], place = shop, nowMs = () => 0): CookieJar {
  const jar = new CookieJar(nowMs);
  for (const each of [setCookie].flat()) jar.take(each, place);
  return jar;
}

/** What is sent there: `a=1; b=2`. */
function sent(jar: CookieJar, url: string): string {
  const { hostname, protocol, pathname, search } = new URL(url);
  const line = jar.lineFor({ host: hostname, secure: protocol === 'https:', target: pathname + search });
  return line.replace(/^Cookie: (.*)\r\n$/, '$1');
}

describe('where a cookie goes', () => {
  const places = [
    // set there, asked here, is it sent
    ['a=1', 'https://www.shop.example/cart', true],
    ['a=1', 'https://www.shop.example/cart/pay?x', true],
    ['a=1', 'https://www.shop.example/', false],
    ['a=1', 'https://www.shop.example/cartoon', false],
    ['a=1; Path=/', 'https://www.shop.example/', true],
    ['a=1; Path=cart', 'https://www.shop.example/cart', true],
    ['a=1; Path=/cart/', 'https://www.shop.example/cart', false],
    ['a=1; Path=/', 'https://img.www.shop.example/', false],
    ['a=1; Path=/', 'https://shop.example/', false],
    ['a=1; Path=/; Domain=shop.example', 'https://shop.example/', true],
    ['a=1; Path=/; DOMAIN=.Shop.Example', 'https://img.shop.example/', true],
    ['a=1; Path=/; Domain=shop.example', 'https://myshop.example/', false],
    ['a=1; Path=/; Domain=example', 'https://www.shop.example/', false],
    ['a=1; Path=/; Domain=other.example', 'https://www.shop.example/', false],
    ['a=1; Path=/; Domain=other.example', 'https://other.example/', false],
    ['a=1; Path=/; Secure', 'https://www.shop.example/', true],
    ['a=1; Path=/; secure', 'http://www.shop.example/', false],
    ['__Secure-a=1; Path=/', 'https://www.shop.example/', false],
    ['__Host-a=1; Path=/; Secure', 'https://www.shop.example/', true],
    ['__Host-a=1; Path=/; Secure; Domain=www.shop.example', 'https://www.shop.example/', false],
    ['a=1; Path=/; Max-Age=10', 'https://www.shop.example/', true],
    ['a=1; Path=/; Max-Age=0', 'https://www.shop.example/', false],
    ['a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT', 'https://www.shop.example/', true],
    ['a=1; Path=/; Expires=Wed, 31-Dec-1969 23:59:59 GMT', 'https://www.shop.example/', false],
    ['a=1; Path=/; Expires=someday', 'https://www.shop.example/', true],
    ['a=1; Path=/; Max-Age=10; Expires=Wed, 31 Dec 1969 23:59:59 GMT', 'https://www.shop.example/', true],
  ] as const;
  for (const [setCookie, url, goes] of places) {
    test(`${setCookie} ${goes ? 'goes' : 'does not go'} to ${url}`, () => {
      const name = setCookie.slice(0, setCookie.indexOf('='));
      assert.equal(sent(jarWith(setCookie), url), goes ? `${name}=1` : '');
    });
  }
});

test('a cookie without a name is kept as its value, and is one cookie', () => {
  for (const [setCookie, is] of [
    ['justvalue', 'justvalue'],
    ['=v', 'v'],
    [' = a=b ; Path=/', 'a=b'],
    ['__Secure-a=1', ''],
    ['=__Host-a=1; Secure; Path=/', ''],
    ['__host-a', ''],
    ['', ''],
    ['=', ''],
    ['; Path=/', ''],
    ['a=', 'a='],
  ] as const)
    assert.equal(sent(jarWith(setCookie), 'https://www.shop.example/cart'), is, setCookie);
  assert.equal(sent(jarWith(['one', '=two', 'a=1']), 'https://www.shop.example/cart'), 'two; a=1');
});

test('a Secure cookie is not taken over plain http, but for this machine', () => {
  const plain = { ...shop, secure: false };
  assert.equal(sent(jarWith('a=1; Path=/; Secure', plain), 'https://www.shop.example/'), '');
  const local = { host: '127.0.0.1', secure: false, target: '/' };
  assert.equal(sent(jarWith('a=1; Secure', local), 'http://127.0.0.1:4711/'), 'a=1');
});

test('the longer path comes first, then the older; the same name, domain and path is replaced in place', () => {
  const jar = jarWith(['a=1; Path=/', 'b=2; Path=/cart', 'c=3; Path=/', 'a=4; Path=/', 'a=5; Path=/cart']);
  assert.equal(sent(jar, 'https://www.shop.example/cart'), 'b=2; a=5; a=4; c=3');
});

test('a cookie ends at its time and not before; one set anew in the past is gone', () => {
  let nowMs = 0;
  const jar = jarWith(['a=1; Path=/; Max-Age=2', 'b=2; Path=/'], shop, () => nowMs);
  nowMs = 1999;
  assert.equal(sent(jar, 'https://www.shop.example/'), 'a=1; b=2');
  nowMs = 2000;
  assert.equal(sent(jar, 'https://www.shop.example/'), 'b=2');
  jar.take('b=; Path=/; Max-Age=-1', shop);
  assert.equal(sent(jar, 'https://www.shop.example/'), '');
});

test('values keep their equals signs and quotes; an address has no domain above it', () => {
  assert.equal(sent(jarWith('a="x=y=="; Path=/'), 'https://www.shop.example/'), 'a="x=y=="');
  const local = { host: '127.0.0.1', secure: false, target: '/' };
  assert.equal(sent(jarWith('a=1; Domain=0.0.1', local), 'http://127.0.0.1/'), '');
});

test('a peer cannot fill memory: long cookies are ignored, of many the oldest go', () => {
  const jar = jarWith(Array.from({ length: 600 }, (_, i) => `c${i}=1; Path=/`));
  jar.take(`long=${'x'.repeat(5000)}; Path=/`, shop);
  const names = sent(jar, 'https://www.shop.example/').split('; ');
  assert.equal(names.length, 500);
  assert.equal(names[0], 'c100=1');
});

test('whatever a peer sets, what is sent is one line, and only to hosts at or below a domain of its own', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab=;., /-:"\t\xe9ADEMPdeghimopst1') });
  fc.assert(
    fc.property(text, text, (pair, attributes) => {
      const jar = jarWith(`n${pair};${attributes}`);
      assert.match(jar.lineFor({ ...shop, target: '/' }), /^(?:|Cookie: [^\r\n]+\r\n)$/);
      assert.equal(sent(jar, 'https://elsewhere.test/'), '');
    }),
  );
});

test('a user keeps its cookies and is a stranger to every other user', async (t) => {
  const url = await serve(t, (asked, answer) => {
    if (asked.url === '/login') answer.setHeader('set-cookie', ['session=7; HttpOnly', 'theme=dark; Path=/']);
    answer.end(asked.headers.cookie ?? 'nobody');
  });
  const { http } = browse(t, url);
  assert.equal((await http.get('/')).text(), 'nobody');
  assert.equal((await http.post('/login')).text(), 'nobody');
  assert.equal((await http.get('/')).text(), 'session=7; theme=dark');
  assert.equal((await http.get('/', { headers: { Cookie: 'mine=1' } })).text(), 'mine=1');
  assert.equal((await browse(t, url).http.get('/')).text(), 'nobody');
  http.forgetCookies();
  assert.equal((await http.get('/')).text(), 'nobody');
});

test('an attribute that cannot be read hides no other', () => {
  for (const dead of [
    'a=1; Path=/; Max-Age=0; Max-Age=x',
    'a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=foo',
  ])
    assert.equal(
      sent(
        jarWith(dead, shop, () => 1000),
        'https://www.shop.example/',
      ),
      '',
      dead,
    );
  for (const alive of ['a=1; Path=/; Expires=0', 'a=1; Path=/; Expires=-1'])
    assert.equal(
      sent(
        jarWith(alive, shop, () => 1000),
        'https://www.shop.example/',
      ),
      'a=1',
      alive,
    );
});

test('the size of a cookie is that of its name and value', () => {
  const value = 'v'.repeat(4090);
  assert.equal(sent(jarWith(`a=${value}; Path=/; HttpOnly; SameSite=Lax`), 'https://www.shop.example/'), `a=${value}`);
  assert.equal(sent(jarWith(`a=${value}${value}; Path=/`), 'https://www.shop.example/'), '');
});
