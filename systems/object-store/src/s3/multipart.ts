/**
 * What the requests about a multipart upload have in common: which upload, which part, and how a part is stored. An upload is a session
 * that lives for a week (six days at least) after the last part that was begun; the chunks of its parts are written under it.
 */
import { commitContent } from '../commit-content.ts';
import { DEFAULT_CHECKSUM } from '../integrity/checksum.ts';
import { UploadCheck } from '../integrity/upload-check.ts';
import type { Sessions } from '../metadata/interface/sessions.ts';
import type { Part, Upload, Uploads } from '../metadata/interface/uploads.ts';
import { MOST_PARTS } from '../wire/documents/complete-upload.ts';
import { S3Error } from '../wire/errors.ts';
import type { Call } from './call.ts';
import type { Services } from './handler.ts';
import { refusal } from './refusal.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const UPLOAD_LIFE_MS = 7 * DAY_MS;

export function uploadExpiryMs(): number {
  return Date.now() + UPLOAD_LIFE_MS;
}

/** The upload that `uploadId` names, of this key. Throws NoSuchUpload. */
export async function openUpload(call: Call, services: Services<Uploads>, bucketId: number): Promise<Upload> {
  const upload = await services.metadata.upload(bucketId, call.target.key, call.query.get('uploadId') ?? '');
  if (upload === undefined) throw new S3Error('NoSuchUpload');
  return upload;
}

/** Throws InvalidArgument. */
export function readPartNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MOST_PARTS) {
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive.`);
  }
  return number;
}

/** How a part of the upload is checked: what the whole will need is computed, and what the client promises about the part is compared. */
export function checkOfPart(headers: Call['headers'], services: Services, { checksum }: Upload): UploadCheck {
  const wishes = checksum === undefined ? { always: DEFAULT_CHECKSUM } : { wanted: checksum.algorithm };
  return new UploadCheck(headers, services.sameDigest, wishes);
}

/** Resolves when the part is durable; the chunks of the part it replaces are let go. `bytes` come through `check`. */
export async function storePart(
  services: Services<Sessions & Uploads>,
  upload: Upload,
  number: number,
  from: { readonly bytes: AsyncIterable<Buffer>; readonly check: UploadCheck; readonly sizeBytes: number },
): Promise<Part> {
  await keepOpen(services, upload);
  const content = await services.contents.write(from.bytes, { session: upload.id, sizeHintBytes: from.sizeBytes });
  const { etag, checksum } = from.check;
  const part = { number, etag, modifiedMs: Date.now(), content, checksum };
  const outcome = await commitContent(services.contents, content, () => services.metadata.putPart(upload.id, part));
  if (outcome.kind !== 'stored') throw refusal(outcome);
  services.contents.remove(outcome.released);
  return part;
}

/** A renewal is a durable change, so once a day must do. */
async function keepOpen(services: Services<Sessions>, upload: Upload): Promise<void> {
  if (upload.expiresMs > uploadExpiryMs() - DAY_MS) return;
  if (!(await services.metadata.renewSession(upload.id, uploadExpiryMs()))) throw new S3Error('NoSuchUpload');
}
