/** Buckets: whose they are, whether they keep versions, and the documents that hang on them. */
import { ask, type Questions, type Row } from '@seatrial/service-sql';
import { textOf } from './columns.ts';
import type { Bucket, BucketSetting, Versioning } from './interface/buckets.ts';
import type { Answer } from './metadata.ts';
import { forgetUploads } from './uploads.ts';

const SETTINGS: readonly BucketSetting[] = ['acl', 'cors', 'lifecycle', 'policy', 'tagging'];

export function* createBucket(
  name: string,
  tenant: string,
  given: Bucket['settings'] = {},
): Questions<Answer<'createBucket'>> {
  for (;;) {
    const [created] = yield* ask(
      `INSERT INTO bucket (name, tenant, created_ms, versioning) VALUES ($1, $2, $3, 'off')
       ON CONFLICT (name) DO NOTHING RETURNING id`,
      name,
      tenant,
      Date.now(),
    );
    if (created !== undefined) {
      for (const setting of SETTINGS.filter((each) => given[each] !== undefined))
        yield* setBucketSetting(Number(created.id), setting, given[setting]);
      return { kind: 'created' };
    }
    const [existing] = yield* ask('SELECT tenant FROM bucket WHERE name = $1', name);
    // Otherwise it was deleted between the two questions.
    if (existing !== undefined) return { kind: 'exists', tenant: String(existing.tenant) };
  }
}

export function* bucket(name: string): Questions<Bucket | undefined> {
  const [row] = yield* ask('SELECT * FROM bucket WHERE name = $1', name);
  return row === undefined ? undefined : toBucket(row);
}

export function* listBuckets(tenant: string): Questions<readonly Bucket[]> {
  return (yield* ask('SELECT * FROM bucket WHERE tenant = $1 ORDER BY name', tenant)).map(toBucket);
}

export function* bucketsWith(setting: BucketSetting): Questions<readonly Bucket[]> {
  return (yield* ask(`SELECT * FROM bucket WHERE ${setting} IS NOT NULL ORDER BY name`)).map(toBucket);
}

export function* deleteBucket(id: number): Questions<Answer<'deleteBucket'>> {
  const [row] = yield* ask('SELECT tenant FROM bucket WHERE id = $1 FOR UPDATE', id);
  if (row === undefined) return { kind: 'no-such-bucket' };
  if ((yield* ask('SELECT age FROM object WHERE bucket_id = $1 LIMIT 1', id)).length > 0) return { kind: 'not-empty' };
  const uploads = yield* ask('SELECT id FROM upload WHERE bucket_id = $1 ORDER BY id FOR UPDATE', id);
  const released = yield* forgetUploads(
    uploads.map((upload) => String(upload.id)),
    String(row.tenant),
  );
  yield* ask('DELETE FROM bucket WHERE id = $1', id);
  return { kind: 'deleted', released };
}

export function* setVersioning(bucketId: number, versioning: Versioning): Questions<void> {
  yield* ask('UPDATE bucket SET versioning = $2 WHERE id = $1', bucketId, versioning);
}

export function* setBucketSetting(bucketId: number, setting: BucketSetting, text: string | undefined): Questions<void> {
  yield* ask(`UPDATE bucket SET ${setting} = $2 WHERE id = $1`, bucketId, text ?? null);
}

function toBucket(row: Row): Bucket {
  const present = SETTINGS.flatMap((setting) => {
    const text = textOf(row[setting]);
    return text === undefined ? [] : [[setting, text] as const];
  });
  return {
    id: Number(row.id),
    name: String(row.name),
    tenant: String(row.tenant),
    createdMs: Number(row.created_ms),
    versioning: String(row.versioning) as Versioning,
    settings: Object.fromEntries(present),
  };
}
