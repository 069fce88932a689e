/** Large buffers for reading and writing, used again and again, so that a busy store does not ask the kernel for fresh pages. */
export const windowBytes = 1024 * 1024;

const mostKept = 32;

export class WindowPool {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(windowBytes);
  }

  give(window: Buffer): void {
    if (this.#free.length < mostKept) this.#free.push(window);
  }
}
