/**
 * Random changes for `contract.test.ts`: how they are made up, and how one is done to a `Metadata`, whichever. What a change refers to
 * (a bucket, a version, an upload) it names by its number in the order of appearance, because ids are everybody's own.
 */
import fc from 'fast-check';
import type { ChunkRef, Content } from '../../src/contents/content-store.ts';
import type { Precondition } from '../../src/metadata/interface/objects.ts';
import type { OracleMethods } from './oracle-rules.ts';

const oneOf = <const T>(...values: T[]) => fc.constantFrom(...values);
const few = oneOf(0, 0, 0, 1, 2);
const bucket = oneOf(0, 0, 0, 0, 0, 0, 1, 2);
const key = oneOf('a', 'a', 'a', 'a', 'ü\u0000', '🚢');
const tenant = oneOf('alpha', 'beta');
const sizes = fc.array(oneOf(1, 7, 100), { maxLength: 3 });
const etag = oneOf('e1', 'e2');
const version = fc.constantFrom<string | number | undefined>(
  undefined,
  undefined,
  undefined,
  'null',
  'f'.repeat(32),
  'no id\u0000',
  0,
  1,
  2,
  3,
  4,
);
const precondition = oneOf<Precondition | undefined>(
  undefined,
  undefined,
  undefined,
  undefined,
  { kind: 'absent' },
  { kind: 'etag', etag: 'e1' },
  { kind: 'etag', etag: '*' },
);

const put = fc.record({
  kind: oneOf('put'),
  bucket,
  key,
  sizes,
  etag,
  session: oneOf(0, 0, 0, 0, 0, 1, 2),
  precondition,
});

const setQuota = fc.record({ kind: oneOf('setQuota'), tenant, quotaBytes: oneOf(undefined, 7, 107, 207) });

const aboutVersions = [
  put,
  put,
  fc.record({ kind: oneOf('delete'), bucket, key, version, precondition }),
  fc.record({ kind: oneOf('setVersioning'), bucket, versioning: oneOf('enabled', 'suspended') }),
  fc.record({ kind: oneOf('tag'), bucket, key, version, value: oneOf('x', 'y') }),
  setQuota,
] as const;

const aboutUploads = [
  put,
  setQuota,
  fc.record({ kind: oneOf('createUpload'), bucket, key, expiresMs: oneOf(100, 1000) }),
  fc.record({ kind: oneOf('putPart'), upload: few, number: oneOf(1, 2, 3), sizes, etag }),
  fc.record({
    kind: oneOf('complete'),
    upload: few,
    parts: fc.subarray([1, 2, 3]),
    wrong: fc.nat({ max: 9 }).map((n) => n === 0),
    precondition,
  }),
  fc.record({ kind: oneOf('abort'), upload: few }),
] as const;

const aboutFiles = [
  setQuota,
  fc.record({ kind: oneOf('createFile'), tenant, expiresMs: oneOf(100, 1000) }),
  fc.record({ kind: oneOf('setFileUploading', 'failFile'), file: few }),
  fc.record({ kind: oneOf('completeFile'), file: few, sizes }),
  fc.record({ kind: oneOf('deleteFile'), tenant, file: few }),
] as const;

const others = [
  fc.record({ kind: oneOf('createBucket'), name: few, tenant }),
  fc.record({ kind: oneOf('deleteBucket'), bucket }),
  fc.record({ kind: oneOf('setBucketSetting'), bucket, setting: oneOf('acl', 'policy'), text: oneOf('{}', undefined) }),
  fc.record({ kind: oneOf('acl'), bucket, key, version }),
  fc.record({ kind: oneOf('expire'), nowMs: oneOf(50, 500, 500, 5000) }),
  fc.record({ kind: oneOf('renew'), session: oneOf(0, 1, 2), expiresMs: oneOf(100, 10_000) }),
  fc.record({ kind: oneOf('abandon') }),
] as const;

const all = [...aboutVersions, ...aboutUploads, ...aboutFiles, ...others] as const;

export type Change = (typeof all)[number] extends fc.Arbitrary<infer T> ? T : never;

/** About everything or about one thing: what needs several steps in a row would hardly come up among all of them. */
const themes: readonly (readonly fc.Arbitrary<Change>[])[] = [all, aboutVersions, aboutUploads, aboutFiles];

/** Begins with something to work on. */
export const changes: fc.Arbitrary<Change[]> = fc
  .constantFrom(...themes)
  .chain((theme) => fc.array(fc.oneof(...theme), { maxLength: 60, size: 'max' }))
  .map((random) => [
    { kind: 'createBucket', name: 0, tenant: 'alpha' },
    { kind: 'renew', session: 0, expiresMs: 10_000 },
    ...random,
  ]);

export const fileId = (number: number): string => number.toString(16).padStart(32, 'f');
export const sessionId = (number: number): string => number.toString(16).padStart(32, 'e');

/** One side of the comparison. */
export class Side {
  readonly metadata: OracleMethods;
  readonly buckets: number[] = [];
  readonly versions: string[] = [];
  readonly uploads: string[] = [];
  #files = 0;
  #chunks = 0;
  readonly written: string[] = [];

  constructor(metadata: OracleMethods) {
    this.metadata = metadata;
  }

  async start(): Promise<void> {
    for (const number of [0, 1]) await this.metadata.openSession(sessionId(number), number === 0 ? 10_000 : 100);
  }

  /** What the change answers. */
  async make(change: Change): Promise<unknown> {
    const outcome = await this.#make(change);
    const { versionId } = (outcome ?? {}) as { readonly versionId?: string };
    if (versionId !== undefined && versionId !== 'null' && !this.versions.includes(versionId))
      this.versions.push(versionId);
    return outcome;
  }

  async #make(change: Change): Promise<unknown> {
    const { metadata } = this;
    switch (change.kind) {
      case 'createBucket':
        return this.#createBucket(`bucket-${change.name}`, change.tenant);
      case 'deleteBucket':
        return metadata.deleteBucket(this.#bucket(change.bucket));
      case 'setVersioning':
        return metadata.setVersioning(this.#bucket(change.bucket), change.versioning);
      case 'setBucketSetting':
        return metadata.setBucketSetting(this.#bucket(change.bucket), change.setting, change.text);
      case 'put':
        return this.#put(change);
      case 'delete':
        return metadata.deleteObject(
          this.#bucket(change.bucket),
          change.key,
          this.#version(change.version),
          change.precondition,
        );
      case 'tag':
        return metadata.setObjectTags(this.#bucket(change.bucket), change.key, this.#version(change.version), {
          tag: change.value,
        });
      case 'acl':
        return metadata.setObjectAcl(this.#bucket(change.bucket), change.key, this.#version(change.version), 'private');
      case 'createFile':
        return metadata.createFile(
          { id: fileId(this.#files++), tenant: change.tenant, name: 'a\u0000ü', contentType: 'text/plain' },
          change.expiresMs,
        );
      case 'setFileUploading':
      case 'failFile':
        return metadata[change.kind](fileId(change.file));
      case 'completeFile':
        return metadata.completeFile(fileId(change.file), this.#content(fileId(change.file), change.sizes), 'ab12');
      case 'deleteFile':
        return metadata.deleteFile(change.tenant, fileId(change.file));
      case 'setQuota':
        return metadata.setQuota(change.tenant, change.quotaBytes);
      case 'expire':
        return metadata.expireSessions(change.nowMs);
      case 'renew':
        return metadata.renewSession(sessionId(change.session), change.expiresMs);
      case 'abandon':
        return metadata.abandonSessions();
      default:
        return this.#makeToUpload(change);
    }
  }

  #makeToUpload(
    change: Extract<Change, { kind: 'createUpload' | 'putPart' | 'complete' | 'abort' }>,
  ): Promise<unknown> {
    const { metadata } = this;
    switch (change.kind) {
      case 'createUpload':
        return this.#createUpload(change);
      case 'putPart': {
        const content = this.#content(sessionId(9), change.sizes);
        const part = { number: change.number, etag: change.etag, modifiedMs: 7, content, checksum: undefined };
        return metadata.putPart(this.#upload(change.upload), part);
      }
      case 'complete':
        return this.#complete(change);
      case 'abort':
        return metadata.abortUpload(this.#upload(change.upload));
    }
  }

  async #createBucket(name: string, owner: string): Promise<unknown> {
    const outcome = await this.metadata.createBucket(name, owner, { tagging: '{"of":"bucket"}' });
    const id = (await this.metadata.bucket(name))?.id;
    if (outcome.kind === 'created' && id !== undefined) this.buckets.push(id);
    return outcome;
  }

  #put(change: Extract<Change, { kind: 'put' }>): Promise<unknown> {
    const session = sessionId(change.session);
    const object = {
      key: change.key,
      content: this.#content(session, change.sizes),
      etag: change.etag,
      modifiedMs: 5,
      headers: { 'x-amz-meta-a': 'ü' },
      tags: {},
      acl: undefined,
      checksum: { algorithm: 'crc32', value: 'AAAA' } as const,
      partSizes: undefined,
    };
    return this.metadata.putObject(this.#bucket(change.bucket), object, session, change.precondition);
  }

  async #createUpload(change: Extract<Change, { kind: 'createUpload' }>): Promise<unknown> {
    const upload = await this.metadata.createUpload({
      bucketId: this.#bucket(change.bucket),
      key: change.key,
      headers: { 'content-type': 'text/plain' },
      tags: { of: 'upload' },
      acl: 'public-read',
      checksum: { algorithm: 'crc32', type: 'COMPOSITE' },
      initiator: 'beta',
      expiresMs: change.expiresMs,
    });
    if ('id' in upload) this.uploads.push(upload.id);
    return 'id' in upload ? 'created' : upload;
  }

  /** Names parts by the entity tags they have, or by a wrong one. */
  async #complete(change: Extract<Change, { kind: 'complete' }>): Promise<unknown> {
    const id = this.#upload(change.upload);
    const present = new Map((await this.metadata.listParts(id, 0, 100)).map((part) => [part.number, part.etag]));
    const named = change.parts.map((number) => ({ number, etag: change.wrong ? 'e9' : (present.get(number) ?? '') }));
    const object = { etag: 'e1', modifiedMs: 6, checksum: undefined };
    return this.metadata.completeUpload(id, named, object, change.precondition);
  }

  #bucket(number: number): number {
    return this.buckets[number] ?? 1_000_000;
  }

  /** The later ones are likelier to be there still. */
  #upload(number: number): string {
    return this.uploads[this.uploads.length - 1 - number] ?? 'f'.repeat(32);
  }

  #version(which: string | number | undefined): string | undefined {
    if (typeof which !== 'number') return which;
    return this.versions[this.versions.length - 1 - which] ?? 'e'.repeat(32);
  }

  #content(session: string, chunkSizes: readonly number[]): Content {
    const chunks = chunkSizes.map((sizeBytes): ChunkRef => {
      const id = `${session}-${(this.#chunks++).toString(16).padStart(12, '0')}`;
      this.written.push(id);
      return { id, sizeBytes, blockSums: Buffer.from(id.slice(-4)), servers: ['one', 'two'] };
    });
    return { sizeBytes: chunkSizes.reduce((sum, size) => sum + size, 0), chunks };
  }
}
