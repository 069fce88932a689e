import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claim } from './claims/claim.ts';
import { journey } from './journey.ts';
import { load } from './phases/load.ts';
import { resolveTrial } from './resolve.ts';
import { type System, system } from './systems/system.ts';
import { api, COMMAND, shop, trial } from './testing/orders.ts';

const order = journey('order', async () => {}, { on: api });
const phases = [load('baseline', order, { users: 1, for: '1s' })];
const errors = claim.errors(order, 'rate<1%');
const of = (name: string, options: object = {}): System => system(name, { command: COMMAND, ...options });

/** Names of the claims that are in the plan beside the written one; its mistakes where it has any. */
function implied(options: object): string[] {
  const resolution = resolveTrial(trial({ phases, claims: [errors], ...options }));
  if (!resolution.ok) return resolution.problems.map(({ path, problem }) => `${path}: ${problem}`);
  const ids = resolution.plan.summary.claims.map((one) => (one as { id: string }).id);
  return ids.filter((id) => id !== errors.id);
}

test('every system that is started stays up; one that is attached to has no such claim', () => {
  assert.deepEqual(implied({ systems: [api, of('db'), shop] }), ['api stays up', 'db stays up']);
});

test('a job that may end has none, and one that is written stands in its place', () => {
  assert.deepEqual(implied({ systems: [api, of('job', { mayEnd: true })] }), ['api stays up']);
  const own = claim.staysUp(api, { id: 'never down', weight: 3 });
  assert.deepEqual(implied({ claims: [errors, own] }), ['never down']);
});

test('where secrets are declared, every system that is started prints none of them', () => {
  const secrets = ['a-secret-1'];
  const both = ['api stays up', 'api prints no secret', 'db stays up', 'db prints no secret'];
  assert.deepEqual(implied({ systems: [api, of('db'), shop], secrets }), both);
  assert.deepEqual(implied({ systems: [api, of('db', { env: { DB_PASSWORD: 's3cr3t-4' } })] }), both);
  const talkative = of('db', { printsSecrets: true });
  assert.deepEqual(implied({ systems: [api, talkative], secrets }), both.slice(0, 3));
  assert.deepEqual(implied({ claims: [errors, claim.noSecretsInLogs(api, { id: 'silent' })], secrets }), [
    'silent',
    'api stays up',
  ]);
});

test('secrets are known by name: their own, their place in the list, or what the environment calls them', () => {
  const env = {
    API_KEY: 'key-of-{instance}',
    DB_PASSWORD: 's3cr3t-4',
    DB_PASSWORD_2: 's3cr3t-5',
    DATABASE_URL: 'postgres://app:pa55-of-app@db/x',
    DEV_URL: 'postgres://postgres:postgres@db/x',
    PIN_TOKEN: '1234',
    KEY_FILE: '/etc/keys/1.pem',
    TLS_KEY: '/etc/keys/1.pem',
    TOKEN_TTL: '3600000',
    ISSUER_TOKEN: 'https://issuer.of.this',
    DATA_KEY: '{dir}/key-of-it',
    MODE: 'production',
  };
  const named = (options: object): [string, string][] => {
    const resolution = resolveTrial(trial({ systems: [of('api', { env, instances: 2 })], ...options }));
    assert.ok(resolution.ok, JSON.stringify(resolution));
    return resolution.plan.actions.declaredSecrets.map(({ name, value }) => [name, value]);
  };
  const fromEnvironment = [
    ['API_KEY of api', 'key-of-1'],
    ['API_KEY of api', 'key-of-2'],
    ['DB_PASSWORD of api', 's3cr3t-4'],
    ['DB_PASSWORD_2 of api', 's3cr3t-5'],
    ['password in DATABASE_URL of api', 'pa55-of-app'],
  ];
  assert.deepEqual(named({}), fromEnvironment);
  assert.deepEqual(named({ secrets: ['one-secret', ''] }), [['secrets[0]', 'one-secret'], ...fromEnvironment]);
  assert.deepEqual(named({ secrets: { admin: 'one-secret' } })[0], ['admin', 'one-secret']);
});

test('what is only called a key may be none: open kinds are not looked for, others are a guess', () => {
  const env = {
    CACHE_KEY: 'shop-cache-v2',
    STRIPE_PUBLIC_KEY: 'pk_live_51HxY2eZvKYlo2C',
    PARTITION_KEY: 'a81bc81b-dead-4e5d-abff-90865d1e13b1',
    NEXT_PAGE_TOKEN: 'eyJvZmZzZXQiOjEwMH0',
    PUBLIC_API_KEY: 'abc123def456',
    APP_KEY: 'base64-x1y2z3',
    AWS_ACCESS_KEY: 'AKIA5XYZ123',
    CACHE_API_KEY: 'abc123def457',
    PULL_SECRET: 'shop-db-credentials',
    DB_PASSWORD: 'kH7x2Qp9vZr4Lm',
    SECRET_KEY: 'kH7x2Qp9vZr4Ln',
    EOS_TOKEN: '<|end2text|>',
    PAD_TOKEN_2: 'pad0',
    MODEL_TOKEN: '<|endoftext|>',
    END_OF_TURN_TOKEN: 'turn-4f',
    MASKED_TOKEN: 'kH7x2Qp9vZr4Lo',
    SUPPORTED_TOKENS: 'WETH,USDC,DAI',
    USDC_TOKEN: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
    DATABASE_URL: 'postgres://orders_v2:orders_v2@127.0.0.1:5432/orders_v2',
  };
  const resolution = resolveTrial(trial({ systems: [of('api', { env })] }));
  assert.ok(resolution.ok);
  const declared = resolution.plan.actions.declaredSecrets.map(({ name, guessed }) => [name, guessed ?? false]);
  assert.deepEqual(declared, [
    ['APP_KEY of api', true],
    ['AWS_ACCESS_KEY of api', true],
    ['CACHE_API_KEY of api', false],
    ['PULL_SECRET of api', true],
    ['DB_PASSWORD of api', false],
    ['SECRET_KEY of api', false],
    ['EOS_TOKEN of api', true],
    ['MODEL_TOKEN of api', true],
    ['END_OF_TURN_TOKEN of api', true],
    ['MASKED_TOKEN of api', false],
    ['SUPPORTED_TOKENS of api', true],
    ['USDC_TOKEN of api', true],
    ['password in DATABASE_URL of api', true],
  ]);
});

test('what is part of a name of the plan is hidden nowhere, and a secret that is one is a mistake', () => {
  const env = { KEY_PREFIX: 'orders_v2', API_KEY: 'kH7x2Qp9vZr4Lm', DB: 'postgres://app:orders_v2@127.0.0.1/app' };
  const command = [...COMMAND, '--token=orders_v2'];
  const systems = [of('orders_v2', { command, env })];
  const resolution = resolveTrial(trial({ systems }));
  assert.ok(resolution.ok);
  assert.deepEqual(resolution.plan.actions.secrets, ['kH7x2Qp9vZr4Lm']);
  assert.match(
    implied({ systems, secrets: ['orders_v2'] }).join(),
    /secrets\[0\]: this secret stands in a name of the plan/,
  );
});

test('what speaks against itself, or claims what nobody sees, is a mistake', () => {
  const job = of('job', { mayEnd: true, printsSecrets: true });
  const systems = [api, job, shop];
  const one = (written: unknown, options: object = {}): string[] =>
    implied({ systems, claims: [errors, written], secrets: ['a-secret-1'], ...options });
  assert.deepEqual(one(claim.staysUp(job)), ["claims[1]: 'job' has mayEnd: true, which says the opposite"]);
  assert.deepEqual(one(claim.noSecretsInLogs(job)), [
    "claims[1]: 'job' has printsSecrets: true, which says the opposite",
  ]);
  assert.deepEqual(one(claim.staysUp(shop)), [
    "claims[1].system: Seatrial does not start 'shop' and sees nothing of its processes",
  ]);
  assert.deepEqual(one(claim.resources(of('nobody'), 'rss max<1GB')), [
    "claims[1].system: there is no system 'nobody'",
  ]);
  assert.deepEqual(one(claim.resources(api, 'rss most<1GB')), [
    "claims[1].bound: 'most' of rss in 'rss most<1GB' cannot be asked",
  ]);
  assert.deepEqual(one(claim.noSecretsInLogs(api), { secrets: [] }), ['claims[1]: the plan declares no secret']);
  assert.deepEqual(one({ ...claim.staysUp(api), during: ['baseline'] }), [
    'claims[1].during: this is claimed of the whole trial',
  ]);
  assert.deepEqual(one(claim.errors(order, 'rate<2%', { id: 'api stays up' })), [
    "claims[1].id: a claim of every plan is called 'api stays up'",
  ]);
  assert.deepEqual(implied({ secrets: ['short'] }), [
    'secrets[0]: a secret of 5 characters cannot be told from other text',
  ]);
  assert.deepEqual(implied({ secrets: { pin: undefined } }), ['secrets.pin: nothing is not text']);
});
