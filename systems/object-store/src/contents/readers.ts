/** Who is reading what in this process: a chunk that is removed meanwhile is removed when its last reader has closed. */
export class Readers {
  readonly #open = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();

  enter(ids: readonly string[]): void {
    for (const id of ids) this.#open.set(id, (this.#open.get(id) ?? 0) + 1);
  }

  leave(ids: readonly string[]): void {
    for (const id of ids) {
      const others = (this.#open.get(id) ?? 1) - 1;
      if (others > 0) {
        this.#open.set(id, others);
        continue;
      }
      this.#open.delete(id);
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    }
  }

  /** Runs `then` now, or when the last reader has left. */
  whenUnread(id: string, then: () => void): void {
    if (this.#open.has(id)) this.#waiting.set(id, then);
    else then();
  }
}
