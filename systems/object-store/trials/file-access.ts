/** Who reaches files: those with a key or a token that is good, those files that are their tenant's, and nobody else and no others. */
import { UnsecuredJWT } from 'jose';
import { claim, type JourneyContext, journey, load, type Part, type System } from 'seatrial';
import { operator, type Tenant, tenants, tokenOf } from './credentials.ts';
import { Files } from './files-client.ts';

const [amber] = tenants;

export function fileAccess(store: System): Part {
  const entering = journey('credentials for files', onlyWithCredentials, { on: store });
  const crossing = journey('files of tenants', onlyItsOwn, { on: store });
  return {
    phases: [
      load('credentials for files', entering, { users: 2, iterations: 6, for: '30s' }),
      load('files of tenants', crossing, { users: tenants.length, iterationsEach: 5, for: '30s' }),
    ],
    claims: [
      claim.checks(entering, { id: 'only who has credentials reaches files', category: 'security' }),
      claim.tenantIsolation(crossing, { id: 'files of tenants are isolated', minAttempts: 100 }),
    ],
  };
}

async function onlyWithCredentials(t: JourneyContext): Promise<void> {
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await new Files(t, headers).ask('GET', '/files', { name: 'LIST as', expect: [200, 401, 403] })).status;
  const refused: Readonly<Record<string, Record<string, string>>> = {
    nothing: {},
    'a key that nobody has': { 'X-Api-Key': 'nobody.guessed' },
    'a key with a wrong secret': { 'X-Api-Key': `${amber.apiKey}x` },
    'the secret of another key': { 'X-Api-Key': amber.apiKey.replace('amber.', 'birch.') },
    'no token': bearer('x.y.z'),
    'a token by another issuer': bearer(await tokenOf('amber', { iss: 'https://elsewhere' })),
    'a token for another audience': bearer(await tokenOf('amber', { aud: 'elsewhere' })),
    'a token with a wrong signature': bearer(await tokenOf('amber', {}, 'the secret of somebody else, long enough')),
    'a token that has expired': bearer(await tokenOf('amber', { exp: Math.floor(Date.now() / 1000) - 3600 })),
    'a token without a tenant': bearer(await tokenOf('amber', { tenant: undefined })),
    'a token that is not signed': bearer(new UnsecuredJWT({ tenant: 'amber' }).setExpirationTime('5m').encode()),
  };
  for (const [what, headers] of Object.entries(refused)) {
    const answered = await status(headers);
    t.check(`refused: ${what}`, answered === 401, String(answered));
  }
  for (const headers of [{ 'X-Api-Key': amber.apiKey }, bearer(await tokenOf('amber'))]) {
    t.check('a good key or token is let in', (await status(headers)) === 200);
  }
  const administers = async (who: Tenant): Promise<number> =>
    (await new Files(t, who).ask('GET', '/admin/usage', { name: 'GET usage', expect: [200, 403] })).status;
  t.check('without the role there is nothing to administer', (await administers(amber)) === 403);
  t.check('with the role there is', (await administers(operator)) === 200);
}

async function onlyItsOwn(t: JourneyContext): Promise<void> {
  const owner = tenants[(t.user.index - 1) % tenants.length] ?? amber;
  const actor = tenants[t.user.index % tenants.length] ?? amber;
  const mine = new Files(t, owner);
  const uploaded = await mine.upload(t.unique('file'), t.random.bytes(1000), { expect: 201 });
  const id = String(uploaded.json()?.file_id);
  const claimed = new Files(t, { 'X-Api-Key': actor.apiKey, 'X-Tenant-Id': owner.tenant });
  for (const [who, files] of [
    [actor, new Files(t, actor)],
    [actor, claimed],
    [owner, mine],
  ] as const) {
    const access = (action: string) => ({ actor: who.tenant, owner: owner.tenant, action, resource: `/files/${id}` });
    const list = await files.list({ per_page: 100 });
    const sees = list?.files.some(({ file_id }) => file_id === id);
    const result = sees === undefined ? 'unknown' : sees ? 'allowed' : 'denied';
    t.access({ ...access('see file'), result, why: `the list shows ${list?.files.length ?? 'no'} files` });
    await files.metadata(id, { access: access('read metadata') });
    await files.download(id, { access: access('read file') });
    await files.delete(id, { access: access('delete file') });
  }
}
