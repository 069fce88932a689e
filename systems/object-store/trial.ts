/**
 * The object store's trial: what its README promises, proven on a store that is started, loaded, robbed, killed and read
 * back. OBJECT_STORE_DEFECT=name runs it on a store with that planted flaw, OBJECT_STORE_BRIEF=1 in half the time;
 * `npm run defects` does both for every flaw there is.
 */
import { type Account, s3Kit, together } from '@seatrial/kit-s3';
import { claim, defineTrial, system } from 'seatrial';

const accounts: readonly Account[] = ['amber', 'birch', 'cedar', 'dahlia', 'elder'].map((tenant) => ({
  tenant,
  accessKeyId: `AK${tenant.toUpperCase()}`,
  secretAccessKey: `${tenant}-secret-of-this-trial-only`,
}));

const defect = process.env.OBJECT_STORE_DEFECT;

const store = system('object-store', {
  command: ['node', 'src/main.ts', '--port', '{port}', '--data', '{dir}', ...(defect ? ['--defect', defect] : [])],
  env: { OBJECT_STORE_CREDENTIALS: JSON.stringify(accounts) },
  ready: { http: '/health', within: '15s' },
});

const s3 = s3Kit({ system: store, accounts, brief: process.env.OBJECT_STORE_BRIEF === '1' });

const { phases, claims } = together([
  s3.prepare(),
  s3.benchmark(),
  s3.concurrency(),
  s3.mix(),
  s3.integrity(),
  s3.tenants(),
  s3.crash(store.instance(1)),
]);

export default defineTrial({
  name: defect ? `object-store with ${defect}` : 'object-store',
  systems: [store],
  phases,
  claims: [...claims, claim.generator()],
  secrets: s3.secrets,
});
