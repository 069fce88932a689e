/**
 * An S3 store on trial, wherever it runs: speed, integrity, what it must refuse and, with a second account, isolation.
 * Set S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY. It makes a bucket for each account and leaves objects there.
 */
import { assemble, claim, defineTrial, system } from 'seatrial';
import { type Account, s3Kit } from 'seatrial/s3';

const account = (tenant: string, prefix: string): Account => ({
  tenant,
  accessKeyId: required(`${prefix}_ACCESS_KEY_ID`),
  secretAccessKey: required(`${prefix}_SECRET_ACCESS_KEY`),
});

const store = system('store', {
  url: required('S3_ENDPOINT'),
  allowRemote: process.env.S3_ALLOW_REMOTE === '1', // load leaves this machine: only for a store that is yours
});

// A second account, which must not reach what belongs to the first: S3_OTHER_ACCESS_KEY_ID, S3_OTHER_SECRET_ACCESS_KEY.
const isShared = process.env.S3_OTHER_ACCESS_KEY_ID !== undefined;
const s3 = s3Kit({
  system: store,
  accounts: [account('first', 'S3'), ...(isShared ? [account('other', 'S3_OTHER')] : [])],
  region: process.env.S3_REGION ?? 'us-east-1',
  bucketPrefix: process.env.S3_BUCKET_PREFIX ?? 'seatrial',
  brief: process.env.S3_BRIEF === '1',
});

const parts = assemble([
  // S3 promises nothing about speed: write what yours promises, such as s3.benchmark({ '4KiB': { p95: { GET: '75ms' } } }).
  s3.benchmark(),
  s3.concurrency(),
  s3.mix(),
  s3.integrity(),
  ...(isShared ? [s3.tenants()] : []),
  // s3.crash(store.instance(1), { within: '5s' }) needs a store that the plan starts: system('store', { command: [...] }).
]);

export default defineTrial({
  name: 's3',
  systems: [store],
  ...parts,
  claims: [...parts.claims, claim.generator()],
  secrets: s3.secrets,
});

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`set S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY; there is no ${name}`);
  return value;
}
