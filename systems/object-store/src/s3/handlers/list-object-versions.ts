/** GET ?versions: every version and every delete marker, by key, the newest of each key first. */
import type { ListedVersion, Objects } from '../../metadata/interface/objects.ts';
import { S3Error } from '../../wire/errors.ts';
import { branch, document, isoTime, leaf } from '../../wire/xml-out.ts';
import { checksumKindXml } from '../checksum-answer.ts';
import { openBucket } from '../door.ts';
import type { Handler } from '../handler.ts';
import { commonXml, type Encode, encoder, prefixesXml, readQuery } from '../list-query.ts';
import { ownerXml, replyXml } from '../reply.ts';

export const listObjectVersions: Handler<Objects> = async (call, services) => {
  const bucket = await openBucket(call, services);
  const keyMarker = call.query.get('key-marker') ?? '';
  const versionIdMarker = call.query.get('version-id-marker') ?? '';
  if (versionIdMarker !== '' && keyMarker === '') {
    throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
  }
  const query = readQuery(call, keyMarker);
  const page = await services.metadata.listVersions(bucket.id, {
    ...query,
    afterVersionId: versionIdMarker || undefined,
  });
  const text = encoder(call);
  const next = page.continueAfter;
  replyXml(
    call.response,
    document('ListVersionsResult', [
      ...commonXml(call, query, page),
      leaf('KeyMarker', text(keyMarker)),
      leaf('VersionIdMarker', versionIdMarker),
      ...(next === undefined ? [] : [leaf('NextKeyMarker', text(next.key))]),
      ...(next?.versionId === undefined ? [] : [leaf('NextVersionIdMarker', next.versionId)]),
      ...page.versions.map((version) => versionXml(version, text, bucket.tenant)),
      ...prefixesXml(page.commonPrefixes, text),
    ]),
  );
};

function versionXml(version: ListedVersion, text: Encode, tenant: string): string {
  const common = [
    leaf('Key', text(version.key)),
    leaf('VersionId', version.versionId),
    leaf('IsLatest', version.latest),
    leaf('LastModified', isoTime(version.modifiedMs)),
    ownerXml(tenant),
  ];
  if (version.deleteMarker) return branch('DeleteMarker', common);
  return branch('Version', [
    ...common,
    leaf('ETag', `"${version.etag}"`),
    ...checksumKindXml(version.checksum),
    leaf('Size', version.sizeBytes),
    leaf('StorageClass', 'STANDARD'),
  ]);
}
