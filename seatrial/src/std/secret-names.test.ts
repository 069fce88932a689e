import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSecretName, passwordsInUrl, secretArguments, secretsInherited } from './secret-names.ts';

test('names that tell of a secret, and names that only look like it', () => {
  const telling = [
    'DB_PASS', 'MYSQL_PWD', 'PASSPHRASE', 'JWT', 'REDIS_AUTH', 'AUTH', 'SENTRY_DSN', 'GITHUB_PAT', 'PRIVATE', 'PGPASSWORD',
    'API_KEY', 'APIKEY', 'AWS_SECRET_ACCESS_KEY', 'ENCRYPTION_KEY', 'npm_token', 'SESSION_KEY', 'COOKIE_SECRET', 'DB_PASS2', 'API_KEY_1', 'KEY2', 'TOKEN3',
  ]; // biome-ignore format: a list is easier to read in rows
  const innocent = [
    'PATH',
    'KEYBOARD_LAYOUT',
    'MONKEY',
    'GIT_AUTHOR_NAME',
    'COMPASS_MODE',
    'PATTERN',
    'PORT',
    'HOME',
    'LANG',
    'KEYS2GO',
    'PATH2',
    'PASSENGERS2',
  ];
  assert.deepEqual(
    telling.filter((name) => !isSecretName(name)),
    [],
  );
  assert.deepEqual(innocent.filter(isSecretName), []);
});

test('inherited secrets are found, and what a desktop sets is none', () => {
  const environment = {
    INHERITED_SECRET: 'hunter2hunter2',
    SSH_AUTH_SOCK: '/tmp/agent',
    XDG_SESSION_TYPE: 'wayland',
    SSL_KEY: '/etc/ssl/key.pem',
    EMPTY_TOKEN: undefined,
    HOME: '/root',
    DATABASE_URL: 'postgres://ann:p%40ssw0rd@db/x',
  };
  assert.deepEqual(secretsInherited(environment), ['hunter2hunter2', 'p%40ssw0rd', 'p@ssw0rd']);
});

test('arguments with telling names', () => {
  const command = [
    'serve',
    '--port',
    '80',
    '--password=pa55word',
    '--api-key',
    'k3y',
    '--token',
    '--verbose',
    '-auth',
    '{port}',
  ];
  assert.deepEqual(secretArguments(command), ['pa55word', 'k3y']);
});

test('the password of a URL, and of what only looks like one none', () => {
  assert.deepEqual(passwordsInUrl('postgres://u:p@ss2w0rd@host:5432/x'), ['p@ss2w0rd']);
  assert.deepEqual(passwordsInUrl('redis://:pa55word@cache'), ['pa55word']);
  assert.deepEqual(passwordsInUrl('amqp://u:a%zz9@h'), ['a%zz9']);
  for (const text of [
    'postgres://db:5432/x',
    'https://h/a?mail=a:b@c',
    'u:pw@host',
    'http://ann@h:80/',
    'postgres://postgres:postgres@db/x',
    'redis://u:{port}@h',
  ])
    assert.deepEqual(passwordsInUrl(text), [], text);
});
