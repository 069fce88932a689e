/** One upload in parts, request by request. As `Bucket`, it draws no conclusion from what is answered. */
import type { HttpResponse } from 'seatrial';
import type { Bucket, Extra, Payload } from './bucket.ts';
import { sha256 } from './content.ts';
import { element, parseXml } from './xml.ts';

export interface NamedPart {
  readonly number: number;
  /** As it was answered, in quotes. */
  readonly etag: string;
  /** In Base64, by the names of their elements: `ChecksumSHA256`. */
  readonly checksums?: Readonly<Record<string, string>>;
}

export class Upload {
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #id: string;
  /** By what the store says that it sums the whole up. */
  readonly checksumAlgorithm: string | undefined;

  constructor(bucket: Bucket, key: string, id: string, checksumAlgorithm?: string) {
    this.#bucket = bucket;
    this.#key = key;
    this.#id = id;
    this.checksumAlgorithm = checksumAlgorithm;
  }

  /** Undefined when the store began none. */
  static async begin(bucket: Bucket, key: string, extra: Extra = {}): Promise<Upload | undefined> {
    const answer = await bucket.request('POST', { key, query: { uploads: '' } }, { name: 'CREATE UPLOAD', ...extra });
    const id = parseXml(answer.text())?.InitiateMultipartUploadResult?.UploadId;
    return typeof id === 'string' ? new Upload(bucket, key, id, answer.headers['x-amz-checksum-algorithm']) : undefined;
  }

  put(number: number, body: Payload, extra: Extra = {}): Promise<HttpResponse> {
    const query = { partNumber: String(number), uploadId: this.#id };
    return this.#bucket.request('PUT', { key: this.#key, query, body }, { name: 'PUT PART', ...extra });
  }

  complete(parts: readonly NamedPart[], extra: Extra = {}): Promise<HttpResponse> {
    const named = parts.map(({ number, etag, checksums = {} }) =>
      element(
        'Part',
        element('PartNumber', String(number)),
        element('ETag', etag.replaceAll('"', '&quot;')),
        ...Object.entries(checksums).map(([name, value]) => element(name, value)),
      ),
    );
    const bytes = Buffer.from(element('CompleteMultipartUpload', ...named));
    const asked = { key: this.#key, query: { uploadId: this.#id }, body: { bytes, sha256: sha256(bytes) } };
    return this.#bucket.request('POST', asked, { name: 'COMPLETE UPLOAD', ...extra });
  }

  abort(extra: Extra = {}): Promise<HttpResponse> {
    const asked = { key: this.#key, query: { uploadId: this.#id } };
    return this.#bucket.request('DELETE', asked, { name: 'ABORT UPLOAD', ...extra });
  }

  /** The list of its parts so far. */
  parts(extra: Extra = {}): Promise<HttpResponse> {
    return this.#bucket.request(
      'GET',
      { key: this.#key, query: { uploadId: this.#id } },
      { name: 'LIST PARTS', ...extra },
    );
  }

  /** Whether the list of uploads in progress shows it; undefined when there is no such list. */
  async isListed(): Promise<boolean | undefined> {
    const query = { uploads: '', prefix: this.#key };
    const answer = await this.#bucket.request('GET', { query }, { name: 'LIST UPLOADS' });
    const result = parseXml(answer.text())?.ListMultipartUploadsResult;
    if (result === undefined) return undefined;
    return (result.Upload ?? []).some((upload: { UploadId: unknown }) => upload.UploadId === this.#id);
  }
}
