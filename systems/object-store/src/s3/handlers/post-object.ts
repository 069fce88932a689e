/**
 * POST to a bucket: a browser's upload form. Its signature is over its policy, and every field must be covered by it; from there on it is
 * a PUT whose headers are the fields. Source: "POST Object", Amazon S3 API reference.
 */
import type { OutgoingHttpHeaders } from 'node:http';
import { replyEmpty } from '@seatrial/service-http';
import { checkForm, type FormPolicy, readFormPolicy } from '../../access/form-policy.ts';
import { DEFAULT_CHECKSUM } from '../../integrity/checksum.ts';
import { UploadCheck } from '../../integrity/upload-check.ts';
import { expirationHeader } from '../../lifecycle/rules.ts';
import type { Objects } from '../../metadata/interface/objects.ts';
import { readTagging } from '../../wire/documents/tagging.ts';
import { S3Error } from '../../wire/errors.ts';
import { MOST_OBJECT_TAGS, tagHeader } from '../../wire/tags.ts';
import { document, leaf } from '../../wire/xml-out.ts';
import type { Call } from '../call.ts';
import { checksumHeaders } from '../checksum-answer.ts';
import { commitObject } from '../commit-object.ts';
import { openBucket } from '../door.ts';
import type { Handler, Services } from '../handler.ts';
import { described } from '../object-headers.ts';
import { objectUrl } from '../object-url.ts';
import { openPostForm, type PostForm } from '../post-form.ts';
import { replyXml } from '../reply.ts';
import { LONGEST_KEY_BYTES } from '../route.ts';
import { versionHeader } from '../versions.ts';

export const postObject: Handler<Objects> = async (call, services) => {
  if (call.principal !== undefined) {
    throw new S3Error('InvalidArgument', 'A form is signed in its fields, not in the head of the request.');
  }
  const sizeHintBytes = call.bodyBytes();
  const form = await openPostForm(call.headers.get('content-type'), call.body().bytes);
  try {
    await store(call, services, form, sizeHintBytes);
  } finally {
    form.abandon();
  }
};

async function store(call: Call, services: Services<Objects>, form: PostForm, sizeHintBytes: number): Promise<void> {
  const { put, policy } = admitForm(call, services, form);
  const bucket = await openBucket(put, services);
  const about = { ...described(put.headers), key: put.target.key, partSizes: undefined };
  const check = new UploadCheck(put.headers, services.sameDigest, { otherwise: DEFAULT_CHECKSUM });
  const answer = await services.writer.use(async (session) => {
    const bytes = check.through(policy === undefined ? form.file : withinSize(form.file, policy), new Map());
    const content = await services.contents.write(bytes, { session, sizeHintBytes });
    const { etag, checksum } = check;
    const object = { ...about, content, etag, checksum, modifiedMs: Date.now() };
    const { versionId } = await commitObject(services, bucket.id, object, session, undefined);
    return { ...versionHeader(bucket, versionId), ...expirationHeader(bucket, { ...object, ...content }) };
  });
  reply(put, form.fields, check.etag, { ...answer, ...checksumHeaders(check.checksum) });
}

/** The form as a call that is signed by whoever signed its policy. Throws what is wrong with the form. */
function admitForm(
  call: Call,
  services: Services<Objects>,
  form: PostForm,
): { readonly put: Call; readonly policy?: FormPolicy } {
  const nowMs = Date.now();
  const principal = services.authenticateForm(form.fields, nowMs);
  const key = form.fields.get('key')?.replaceAll(`\${filename}`, form.fileName) ?? '';
  if (key === '') throw new S3Error('InvalidArgument', 'The form has no field named key, or it is empty.');
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) throw new S3Error('KeyTooLongError');
  const put = { ...call, principal, headers: headersOf(call, form.fields), target: { ...call.target, key } };
  const encoded = form.fields.get('policy');
  if (encoded === undefined) return { put };
  const policy = readFormPolicy(encoded);
  checkForm(policy, new Map([...form.fields, ['key', key]]), call.target.bucket, nowMs);
  return { put, policy };
}

/** The fields, called as the headers of a PUT are, with what the browser itself says. */
function headersOf(call: Call, fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const headers = new Map(fields);
  for (const name of ['host', 'referer', 'user-agent', 'x-forwarded-proto'])
    headers.set(name, call.headers.get(name) ?? '');
  const [acl, tagging] = [fields.get('acl'), fields.get('tagging')];
  if (acl !== undefined) headers.set('x-amz-acl', acl);
  if (tagging !== undefined) headers.set('x-amz-tagging', tagHeader(readTagging(tagging, MOST_OBJECT_TAGS)));
  return headers;
}

/** Stops at the first byte too many. */
async function* withinSize(file: AsyncIterable<Buffer>, policy: FormPolicy): AsyncGenerator<Buffer> {
  let sizeBytes = 0;
  for await (const part of file) {
    sizeBytes += part.length;
    if (sizeBytes > policy.mostBytes) {
      throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size.');
    }
    yield part;
  }
  if (sizeBytes < policy.leastBytes) throw new S3Error('EntityTooSmall');
}

function reply(put: Call, fields: ReadonlyMap<string, string>, etag: string, headers: OutgoingHttpHeaders): void {
  const { bucket, key } = put.target;
  const redirect = URL.parse(fields.get('success_action_redirect') ?? fields.get('redirect') ?? '');
  if (redirect !== null && /^https?:$/.test(redirect.protocol)) {
    for (const [name, value] of Object.entries({ bucket, key, etag: `"${etag}"` }))
      redirect.searchParams.append(name, value);
    replyEmpty(put.response, 303, { location: redirect.href });
    return;
  }
  const location = objectUrl(put, bucket, key);
  const all = { ...headers, location, etag: `"${etag}"` };
  const status = fields.get('success_action_status');
  if (status !== '201') {
    replyEmpty(put.response, status === '200' ? 200 : 204, all);
    return;
  }
  const result = [leaf('Location', location), leaf('Bucket', bucket), leaf('Key', key), leaf('ETag', `"${etag}"`)];
  replyXml(put.response, document('PostResponse', result), 201, all);
}
