/** Pulls lines and runs of bytes out of a stream of buffers without copying the runs. A stream that ends early is IncompleteBody. */
import { S3Error } from '../wire/errors.ts';

export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterator<Buffer>) {
    this.#source = source;
  }

  /** One line without its CRLF. Throws when it is longer than `longestBytes`. */
  async line(longestBytes: number): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n');
      if (end > longestBytes || (end < 0 && this.#rest.length > longestBytes)) {
        throw new S3Error('IncompleteBody', 'The body is not aws-chunked.');
      }
      if (end >= 0) {
        const line = this.#rest.toString('latin1', 0, end);
        this.#rest = this.#rest.subarray(end + 2);
        return line;
      }
      if (!(await this.#more())) throw new S3Error('IncompleteBody');
    }
  }

  /** Between 1 and `mostBytes` bytes. */
  async some(mostBytes: number): Promise<Buffer> {
    if (this.#rest.length === 0 && !(await this.#more())) throw new S3Error('IncompleteBody');
    const part = this.#rest.subarray(0, mostBytes);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  async atEnd(): Promise<boolean> {
    return this.#rest.length === 0 && !(await this.#more());
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      if (next.value.length === 0) continue;
      this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
      return true;
    }
  }
}
