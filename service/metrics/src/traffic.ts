/**
 * What goes through the port: connections, their bytes, requests under way, and how long which operation took. A request costs one entry
 * in a histogram; everything else is counted by the kernel and by Node, and read when somebody asks.
 */
import type { Socket } from 'node:net';
import type { Registry } from 'prom-client';
import { Durations } from './durations.ts';
import { publishCounter, publishGauge } from './publish.ts';

export class Traffic {
  readonly #durations: Durations;
  readonly #open = new Set<Socket>();
  #inFlight = 0;
  /** Of connections that are closed. */
  #received = 0;
  #sent = 0;

  /** Names of the metrics begin with `prefix`. */
  constructor(registry: Registry, prefix: string) {
    this.#durations = new Durations(registry, prefix);
    publishGauge(registry, `${prefix}_requests_in_flight`, 'Requests that are being answered.', [], () => [
      [{}, this.#inFlight],
    ]);
    publishGauge(registry, `${prefix}_connections`, 'Open connections of clients.', [], () => [[{}, this.#open.size]]);
    publishCounter(registry, `${prefix}_received_bytes_total`, 'Bytes from clients, heads included.', [], () => [
      [{}, this.#sumOfOpen('bytesRead', this.#received)],
    ]);
    publishCounter(registry, `${prefix}_sent_bytes_total`, 'Bytes to clients, heads included.', [], () => [
      [{}, this.#sumOfOpen('bytesWritten', this.#sent)],
    ]);
  }

  /** Counts the connection until it closes; gives back how many are open, itself included. */
  connected(socket: Socket): number {
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#received += socket.bytesRead;
      this.#sent += socket.bytesWritten;
    });
    return this.#open.size;
  }

  began(): void {
    this.#inFlight += 1;
  }

  /** `operation` is one of a fixed set of names: never what a client chose. */
  ended(operation: string, status: string, durationMs: number): void {
    this.#inFlight -= 1;
    this.#durations.add(operation, status, durationMs / 1000);
  }

  #sumOfOpen(field: 'bytesRead' | 'bytesWritten', ofClosed: number): number {
    let sum = ofClosed;
    for (const socket of this.#open) sum += socket[field];
    return sum;
  }
}
