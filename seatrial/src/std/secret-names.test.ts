import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSecretName, secretArguments, secretsInherited } from './secret-names.ts';

test('names that tell of a secret, and names that only look like it', () => {
  const telling = [
    'DB_PASS', 'MYSQL_PWD', 'PASSPHRASE', 'JWT', 'REDIS_AUTH', 'AUTH', 'SENTRY_DSN', 'GITHUB_PAT', 'PRIVATE', 'PGPASSWORD',
    'API_KEY', 'APIKEY', 'AWS_SECRET_ACCESS_KEY', 'ENCRYPTION_KEY', 'npm_token', 'SESSION_KEY', 'COOKIE_SECRET',
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
  };
  assert.deepEqual(secretsInherited(environment), ['hunter2hunter2']);
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
