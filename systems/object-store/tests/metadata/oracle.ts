/**
 * What metadata should say, without a database: arrays and loops, as slow and as plain as the rules of S3 allow. It is the other side of
 * `contract.test.ts`. Ids and times are its own; whatever else it answers, both databases must answer.
 */
import { randomBytes } from 'node:crypto';
import type { ChunkRef, Content } from '../../src/contents/content-store.ts';
import type { Bucket, BucketSetting } from '../../src/metadata/interface/buckets.ts';
import type { FileEntry } from '../../src/metadata/interface/files.ts';
import type { Deleted, ObjectEntry, Precondition, VersionsQuery } from '../../src/metadata/interface/objects.ts';
import type { Refused } from '../../src/metadata/interface/refused.ts';
import type { Part, Upload } from '../../src/metadata/interface/uploads.ts';
import type { Metadata } from '../../src/metadata/metadata.ts';
import {
  chunksOf,
  isIncomplete,
  none,
  type OracleBucket,
  type OracleMethods,
  refusal,
  replacedBy,
  sizeOf,
  toListed,
  type Version,
} from './oracle-rules.ts';

interface OracleUpload {
  readonly upload: Upload;
  readonly parts: Map<number, Part>;
}

const newId = (): string => randomBytes(16).toString('hex');
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export class Oracle implements OracleMethods {
  #nextBucket = 1;
  readonly #buckets = new Map<number, OracleBucket>();
  readonly #uploads = new Map<string, OracleUpload>();
  readonly #files = new Map<string, FileEntry>();
  readonly #sessions = new Map<string, { readonly kind: string; readonly expiresMs: number }>();
  readonly #quotas = new Map<string, number>();

  async createBucket(name: string, tenant: string, settings: Bucket['settings'] = {}) {
    const existing = await this.bucket(name);
    if (existing !== undefined) return { kind: 'exists' as const, tenant: existing.tenant };
    const id = this.#nextBucket++;
    const bucket = { id, name, tenant, createdMs: 0, versioning: 'off' as const, settings };
    this.#buckets.set(id, { bucket, keys: new Map() });
    return { kind: 'created' as const };
  }

  async bucket(name: string) {
    return [...this.#buckets.values()].find(({ bucket }) => bucket.name === name)?.bucket;
  }

  async listBuckets(tenant: string) {
    const buckets = [...this.#buckets.values()].map(({ bucket }) => bucket);
    return buckets.filter((bucket) => bucket.tenant === tenant).sort((a, b) => byBytes(a.name, b.name));
  }

  async deleteBucket(id: number) {
    const found = this.#buckets.get(id);
    if (found === undefined) return { kind: 'no-such-bucket' as const };
    if (found.keys.size > 0) return { kind: 'not-empty' as const };
    const uploads = [...this.#uploads.values()].filter(({ upload }) => upload.bucketId === id);
    const released = uploads.flatMap(({ upload }) => this.#dropUpload(upload.id));
    this.#buckets.delete(id);
    return { kind: 'deleted' as const, released };
  }

  async setVersioning(bucketId: number, versioning: 'enabled' | 'suspended') {
    const found = this.#buckets.get(bucketId);
    if (found !== undefined) found.bucket = { ...found.bucket, versioning };
  }

  async setBucketSetting(bucketId: number, setting: BucketSetting, text: string | undefined) {
    const found = this.#buckets.get(bucketId);
    if (found === undefined) return;
    const { [setting]: _before, ...others } = found.bucket.settings;
    found.bucket = { ...found.bucket, settings: text === undefined ? others : { ...others, [setting]: text } };
  }

  async putObject(
    ...[bucketId, object, session, precondition]: Parameters<Metadata['putObject']>
  ): ReturnType<Metadata['putObject']> {
    const found = this.#buckets.get(bucketId);
    if (found === undefined) return { kind: 'no-such-bucket' };
    if (!this.#sessions.has(session)) return { kind: 'session-expired' };
    const refused = refusal(precondition, found.keys.get(object.key)?.[0]);
    if (refused !== undefined) return refused;
    const replaced = replacedBy(found, object.key);
    if (this.#exceeds(found.bucket.tenant, object.content.sizeBytes - sizeOf(replaced)))
      return { kind: 'quota-exceeded' };
    return this.#push(found, object);
  }

  #push(found: OracleBucket, object: Omit<ObjectEntry, 'versionId'>) {
    const { versioning } = found.bucket;
    const replaced = replacedBy(found, object.key);
    const versionId = versioning === 'enabled' ? newId() : 'null';
    const kept = (found.keys.get(object.key) ?? []).filter((version) => version !== replaced);
    found.keys.set(object.key, [{ marker: false, versionId, entry: { ...object, versionId } }, ...kept]);
    const said = versioning === 'off' ? undefined : versionId;
    return { kind: 'stored' as const, versionId: said, released: chunksOf(replaced) };
  }

  async object(bucketId: number, key: string, versionId?: string) {
    const version = this.#version(bucketId, key, versionId);
    if (version === undefined) return undefined;
    if (!version.marker) return version.entry;
    return { deleteMarker: true as const, key, versionId: version.versionId, modifiedMs: 0 };
  }

  #version(bucketId: number, key: string, versionId: string | undefined): Version | undefined {
    const versions = this.#buckets.get(bucketId)?.keys.get(key) ?? [];
    return versionId === undefined ? versions[0] : versions.find((version) => version.versionId === versionId);
  }

  async deleteObject(
    bucketId: number,
    key: string,
    versionId?: string,
    precondition?: Precondition,
  ): Promise<Deleted | Refused> {
    const found = this.#buckets.get(bucketId);
    if (found === undefined) return { kind: 'no-such-bucket' };
    const versions = found.keys.get(key) ?? [];
    const refused = refusal(precondition, this.#version(bucketId, key, versionId));
    if (refused !== undefined) return refused;
    const hides = versionId === undefined && found.bucket.versioning !== 'off';
    const gone = hides ? replacedBy(found, key) : this.#version(bucketId, key, versionId);
    if (gone === undefined && versionId !== undefined) return { kind: 'no-such-version' };
    const marker: Version = { marker: true, versionId: found.bucket.versioning === 'enabled' ? newId() : 'null' };
    const kept = [...(hides ? [marker] : []), ...versions.filter((version) => version !== gone)];
    if (kept.length === 0) found.keys.delete(key);
    else found.keys.set(key, kept);
    const told = hides ? marker : versionId === undefined ? undefined : gone;
    return {
      kind: 'deleted',
      versionId: told?.versionId,
      deleteMarker: told?.marker ?? false,
      released: chunksOf(gone),
    };
  }

  async list(bucketId: number, query: Parameters<Metadata['list']>[1]) {
    const versions = (await this.listVersions(bucketId, { ...query, limit: 1e9, afterVersionId: undefined })).versions;
    const entries = versions.flatMap(({ key, latest }) => {
      const version = latest ? this.#version(bucketId, key, undefined) : undefined;
      return version?.marker === false ? [version.entry] : [];
    });
    return {
      objects: entries.map(toListed),
      commonPrefixes: [],
      continueAfter: undefined,
    };
  }

  /** Without prefixes and pages: `folded-page.test.ts` knows what those are by definition. */
  async listVersions(bucketId: number, query: VersionsQuery) {
    const keys = [...(this.#buckets.get(bucketId)?.keys ?? [])].sort(([a], [b]) => byBytes(a, b));
    const versions = keys.flatMap(([key, ofKey]) =>
      ofKey.map((version, index) => ({
        key,
        versionId: version.versionId,
        latest: index === 0,
        deleteMarker: version.marker,
        sizeBytes: sizeOf(version),
        etag: version.marker ? '' : version.entry.etag,
        modifiedMs: version.marker ? 0 : version.entry.modifiedMs,
        checksum: version.marker ? undefined : version.entry.checksum,
      })),
    );
    return { versions: versions.slice(0, query.limit), commonPrefixes: [], continueAfter: undefined };
  }

  async setObjectTags(bucketId: number, key: string, versionId: string | undefined, tags: ObjectEntry['tags']) {
    return this.#label(bucketId, key, versionId, { tags });
  }

  async setObjectAcl(bucketId: number, key: string, versionId: string | undefined, acl: string) {
    return this.#label(bucketId, key, versionId, { acl });
  }

  #label(bucketId: number, key: string, versionId: string | undefined, labels: Partial<ObjectEntry>): boolean {
    const version = this.#version(bucketId, key, versionId);
    if (version === undefined || version.marker) return false;
    version.entry = { ...version.entry, ...labels };
    return true;
  }

  async createUpload(upload: Parameters<Metadata['createUpload']>[0]) {
    if (!this.#buckets.has(upload.bucketId)) return { kind: 'no-such-bucket' as const };
    const created = { ...upload, id: newId(), startedMs: 0 };
    this.#uploads.set(created.id, { upload: created, parts: new Map() });
    this.#sessions.set(created.id, { kind: 'upload', expiresMs: upload.expiresMs });
    return created;
  }

  async upload(bucketId: number, key: string, uploadId: string) {
    const upload = this.#uploads.get(uploadId)?.upload;
    return upload?.bucketId === bucketId && upload.key === key ? upload : undefined;
  }

  async putPart(uploadId: string, part: Part) {
    const found = this.#uploads.get(uploadId);
    if (found === undefined) return { kind: 'no-such-upload' as const };
    const old = found.parts.get(part.number);
    const added = part.content.sizeBytes - (old?.content.sizeBytes ?? 0);
    if (this.#exceeds(this.#tenantOf(found.upload), added)) return { kind: 'quota-exceeded' as const };
    found.parts.set(part.number, part);
    return { kind: 'stored' as const, released: old?.content.chunks ?? none };
  }

  async listParts(uploadId: string, afterNumber: number, limit: number) {
    const parts = [...(this.#uploads.get(uploadId)?.parts.values() ?? [])].sort((a, b) => a.number - b.number);
    return parts.filter(({ number }) => number > afterNumber).slice(0, limit);
  }

  async listUploads(bucketId: number) {
    const uploads = [...this.#uploads.values()].map(({ upload }) => upload);
    return {
      uploads: uploads.filter((upload) => upload.bucketId === bucketId),
      commonPrefixes: [],
      continueAfter: undefined,
    };
  }

  async completeUpload(
    ...[uploadId, named, object, precondition]: Parameters<Metadata['completeUpload']>
  ): ReturnType<Metadata['completeUpload']> {
    const found = this.#uploads.get(uploadId);
    const bucket = found && this.#buckets.get(found.upload.bucketId);
    if (found === undefined || bucket === undefined) return { kind: 'no-such-upload' };
    const { key, headers, tags, acl } = found.upload;
    const refused = refusal(precondition, bucket.keys.get(key)?.[0]);
    if (refused !== undefined) return refused;
    const parts = named.flatMap(({ number, etag }) => {
      const part = found.parts.get(number);
      return part?.etag === etag ? [part] : [];
    });
    if (parts.length < named.length) return { kind: 'no-such-part' };
    const unnamed = [...found.parts.values()].filter((part) => !parts.includes(part));
    this.#uploads.delete(uploadId);
    this.#sessions.delete(uploadId);
    const content = {
      sizeBytes: parts.reduce((sum, part) => sum + part.content.sizeBytes, 0),
      chunks: parts.flatMap((part) => part.content.chunks),
    };
    const partSizes = parts.map((part) => part.content.sizeBytes);
    const stored = this.#push(bucket, { key, headers, tags, acl, content, partSizes, ...object });
    return { ...stored, released: [...unnamed.flatMap((part) => part.content.chunks), ...stored.released] };
  }

  async abortUpload(uploadId: string) {
    if (!this.#uploads.has(uploadId)) return { kind: 'no-such-upload' as const };
    return { kind: 'aborted' as const, released: this.#dropUpload(uploadId) };
  }

  #dropUpload(uploadId: string): readonly ChunkRef[] {
    const parts = [...(this.#uploads.get(uploadId)?.parts.values() ?? [])];
    this.#uploads.delete(uploadId);
    this.#sessions.delete(uploadId);
    return parts.flatMap((part) => part.content.chunks);
  }

  async createFile(file: Parameters<Metadata['createFile']>[0], expiresMs: number) {
    const unknown = { completedMs: undefined, content: undefined, sha256: undefined };
    this.#files.set(file.id, { ...file, status: 'pending', createdMs: 0, ...unknown });
    this.#sessions.set(file.id, { kind: 'file', expiresMs });
  }

  async setFileUploading(id: string) {
    const file = this.#files.get(id);
    if (file?.status === 'pending') this.#files.set(id, { ...file, status: 'uploading' });
  }

  async completeFile(id: string, content: Content, sha256: string) {
    const file = this.#files.get(id);
    if (file === undefined || !this.#sessions.has(id)) return { kind: 'session-expired' as const };
    if (this.#exceeds(file.tenant, content.sizeBytes)) return { kind: 'quota-exceeded' as const };
    this.#files.set(id, { ...file, status: 'completed', completedMs: 0, content, sha256 });
    this.#sessions.delete(id);
    return { kind: 'stored' as const };
  }

  async failFile(id: string) {
    const file = this.#files.get(id);
    if (file === undefined) return;
    if (isIncomplete(file)) this.#files.set(id, { ...file, status: 'failed' });
    this.#sessions.delete(id);
  }

  async file(tenant: string, id: string) {
    const file = this.#files.get(id);
    return file?.tenant === tenant ? file : undefined;
  }

  async listFiles(tenant: string, { page, perPage, status }: Parameters<Metadata['listFiles']>[1]) {
    const all = [...this.#files.values()].reverse().filter((file) => file.tenant === tenant);
    const wanted = all.filter((file) => status === undefined || file.status === status);
    const files = wanted.slice((page - 1) * perPage, page * perPage);
    return {
      files: files.map(({ content, ...file }) => ({ ...file, sizeBytes: content?.sizeBytes })),
      totalCount: wanted.length,
    };
  }

  async deleteFile(tenant: string, id: string) {
    const file = await this.file(tenant, id);
    if (file === undefined) return { kind: 'absent' as const };
    if (isIncomplete(file)) return { kind: 'incomplete' as const };
    this.#files.delete(id);
    return { kind: 'deleted' as const, released: file.content?.chunks ?? none };
  }

  async openSession(id: string, expiresMs: number) {
    this.#sessions.set(id, { kind: 'writer', expiresMs });
  }

  async renewSession(id: string, expiresMs: number) {
    const session = this.#sessions.get(id);
    if (session !== undefined) this.#sessions.set(id, { ...session, expiresMs });
    return session !== undefined;
  }

  async closeSession(id: string) {
    this.#sessions.delete(id);
  }

  async expireSessions(nowMs: number, kinds: readonly string[] = ['writer', 'upload', 'file']) {
    const released: ChunkRef[] = [];
    const expired = [...this.#sessions].filter(([, { kind, expiresMs }]) => expiresMs <= nowMs && kinds.includes(kind));
    for (const [id] of expired) {
      released.push(...this.#dropUpload(id));
      await this.failFile(id);
      this.#sessions.delete(id);
    }
    return { sessions: expired.length, released };
  }

  async abandonSessions() {
    await this.expireSessions(Number.POSITIVE_INFINITY, ['writer', 'file']);
  }

  async orphans(chunkIds: readonly string[]) {
    const known = new Set((await this.chunks('', 1e9)).map(({ id }) => id));
    return chunkIds.filter((id) => !known.has(id) && !this.#sessions.has(id.slice(0, 32)));
  }

  async chunks(after: string, limit: number) {
    const all = [
      ...[...this.#buckets.values()].flatMap(({ keys }) => [...keys.values()].flat().flatMap(chunksOf)),
      ...[...this.#uploads.values()].flatMap(({ parts }) => [...parts.values()].flatMap((part) => part.content.chunks)),
      ...[...this.#files.values()].flatMap((file) => file.content?.chunks ?? []),
    ];
    return all
      .filter(({ id }) => id > after)
      .sort((a, b) => byBytes(a.id, b.id))
      .slice(0, limit);
  }

  async usage(tenant: string) {
    return this.#usage(tenant);
  }

  #usage(tenant: string) {
    const versions = [...this.#buckets.values()]
      .filter(({ bucket }) => bucket.tenant === tenant)
      .flatMap(({ keys }) => [...keys.values()].flat())
      .filter((version) => !version.marker);
    const parts = [...this.#uploads.values()]
      .filter(({ upload }) => this.#tenantOf(upload) === tenant)
      .flatMap((upload) => [...upload.parts.values()]);
    const files = [...this.#files.values()].filter((file) => file.tenant === tenant && file.status === 'completed');
    const sizes = [...versions.map(sizeOf), ...[...parts, ...files].map(({ content }) => content?.sizeBytes ?? 0)];
    return { bytes: sizes.reduce((sum, size) => sum + size, 0), objects: versions.length + files.length };
  }

  async setQuota(tenant: string, quotaBytes: number | undefined) {
    if (quotaBytes === undefined) this.#quotas.delete(tenant);
    else this.#quotas.set(tenant, quotaBytes);
  }

  #exceeds(tenant: string, addedBytes: number): boolean {
    const quota = this.#quotas.get(tenant) ?? Number.POSITIVE_INFINITY;
    return addedBytes > 0 && this.#usage(tenant).bytes + addedBytes > quota;
  }

  #tenantOf(upload: Upload): string {
    return this.#buckets.get(upload.bucketId)?.bucket.tenant ?? '';
  }
}
