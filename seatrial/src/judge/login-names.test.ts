import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoginForm, isLoginPage, isLoginStep } from './login-names.ts';

const FORMS = [
  '/login',
  '/loginPage',
  '/userLogin',
  '/UserLogin.aspx',
  '/loginform',
  '/signon',
  '/sign-in?next=/orders',
];

test('a page where one logs in is known by the words of its name', () => {
  for (const place of FORMS) {
    assert.equal(isLoginPage(place), true, place);
    assert.equal(isLoginForm(place), true, place);
    assert.equal(isLoginStep(`POST ${place}`), true, place);
    assert.equal(isLoginStep(`GET ${place}`), false, place);
  }
  for (const place of [
    '/oauth2/authorize',
    '/auth/',
    '/docs/auth?next=/docs',
    '/docs/login',
    'https://sso.example.org/',
  ])
    assert.equal(isLoginPage(place), true, place);
});

test('a page that is about logins, or has their letters by chance, is none', () => {
  const others = ['/docs/auth/', '/docs/v2/oauth', '/guide/sso', '/blogin', '/catalogin', '/authors', '/preAuthorize'];
  for (const place of [...others, '/design', '/signonyms', '/logins-of-today'])
    assert.equal(isLoginPage(place), false, place);
});
