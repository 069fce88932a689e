/**
 * Moves a form from its source into the parser, until the form ends, the parser finds fault with it, or somebody stops it. What the form
 * means, and which of its parts are wanted, is for whoever listens to the parser.
 */
import type { BusboyInstance } from '@fastify/busboy';

export class FormFeed {
  readonly parser: BusboyInstance;
  #end: { readonly error: Error | undefined } | undefined;
  #wake: () => void = () => undefined;

  /** `malformed` makes the error of a form that the parser cannot read. */
  constructor(parser: BusboyInstance, malformed: () => Error) {
    this.parser = parser;
    parser.once('finish', () => this.stop(undefined));
    parser.on('error', () => this.stop(malformed()));
  }

  /** The first end counts. */
  stop(error: Error | undefined): void {
    this.#end ??= { error };
    this.#wake();
  }

  /** Rejects when the form did not end well. What follows the end of the form is read and ignored. */
  async run(source: AsyncIterable<Buffer>): Promise<void> {
    for await (const part of source) {
      if (this.#end?.error !== undefined) break;
      if (this.#end === undefined) await this.#until((taken) => this.parser.write(part, taken));
    }
    if (this.#end === undefined) await this.#until(() => this.parser.end());
    if (this.#end?.error !== undefined) throw this.#end.error;
  }

  /** Resolves when `act` says so or the form has ended, whichever way. */
  async #until(act: (done: () => void) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    act(resolve);
    if (this.#end === undefined) await promise;
  }
}
