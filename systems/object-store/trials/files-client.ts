/** The files API as a journey uses it. It says nothing about what should be answered. */
import { randomBytes } from 'node:crypto';
import type { HttpResponse, JourneyContext, RequestOptions } from 'seatrial';
import type { Tenant } from './credentials.ts';

type Extra = Omit<RequestOptions, 'headers'> & { headers?: Record<string, string> };

/** What the API shows of a file. */
export interface Shown {
  readonly file_id: string;
  readonly filename: string;
  readonly size: number | null;
  readonly content_type: string;
  readonly checksum: string | null;
  readonly status: string;
  readonly created_at: string;
  readonly completed_at: string | null;
  readonly chunks: readonly { index: number; size: number; servers: string[]; checksum: string }[];
}

export interface FileList {
  readonly files: readonly Shown[];
  readonly pagination: { page: number; per_page: number; total_count: number; total_pages: number };
}

export class Files {
  readonly #t: JourneyContext;
  readonly #credentials: Readonly<Record<string, string>>;

  constructor(t: JourneyContext, who: Pick<Tenant, 'apiKey'> | Readonly<Record<string, string>>) {
    this.#t = t;
    this.#credentials = 'apiKey' in who ? { 'X-Api-Key': String(who.apiKey) } : who;
  }

  ask(method: string, path: string, extra: Extra = {}): Promise<HttpResponse> {
    const headers = { ...this.#credentials, ...extra.headers };
    return this.#t.http.request(method, path, { ...extra, headers });
  }

  upload(name: string, body: Uint8Array, extra: Extra = {}): Promise<HttpResponse> {
    const multipart = [{ name: 'file', filename: name, contentType: 'application/x-seatrial', body }];
    return this.ask('POST', '/files', { multipart, name: 'POST file', ...extra });
  }

  /** A form that is sent piece by piece, between which `pieces` may do whatever takes time. */
  uploadSlowly(sizeBytes: number, pieces: () => AsyncIterable<Uint8Array>, extra: Extra = {}): Promise<HttpResponse> {
    const boundary = `seatrial-${randomBytes(8).toString('hex')}`;
    const head = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="slow.bin"\r\n` +
        'Content-Type: application/x-seatrial\r\n\r\n',
    );
    const end = Buffer.from(`\r\n--${boundary}--\r\n`);
    async function* stream(): AsyncGenerator<Uint8Array> {
      yield head;
      yield* pieces();
      yield end;
    }
    return this.ask('POST', '/files', {
      name: 'POST slow file',
      ...extra,
      headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}`, ...extra.headers },
      body: { stream, size: head.length + sizeBytes + end.length },
    });
  }

  download(id: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.ask('GET', `/files/${id}`, { name: 'GET file', ...extra });
  }

  metadata(id: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.ask('GET', `/files/${id}/metadata`, { name: 'GET metadata', ...extra });
  }

  delete(id: string, extra: Extra = {}): Promise<HttpResponse> {
    return this.ask('DELETE', `/files/${id}`, { name: 'DELETE file', ...extra });
  }

  /** Undefined when the answer is no list. */
  async list(query: Readonly<Record<string, string | number>> = {}): Promise<FileList | undefined> {
    const answer = await this.ask('GET', '/files', { name: 'LIST files', query });
    return answer.status === 200 ? (answer.json() as FileList) : undefined;
  }
}
