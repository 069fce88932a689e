/**
 * What goes through the port: connections, their bytes, requests under way, and how long which operation took. A request costs one entry
 * in a histogram; everything else is counted by the kernel and by Node, and read when somebody asks.
 */
import type { Socket } from 'node:net';
import { Histogram, type Registry } from 'prom-client';
import { publishCounter, publishGauge } from './publish.ts';

const bucketsSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class Traffic {
  readonly #durations: Histogram<'operation' | 'status'>;
  readonly #open = new Set<Socket>();
  #inFlight = 0;
  /** Of connections that are closed. */
  #received = 0;
  #sent = 0;

  constructor(registry: Registry) {
    this.#durations = new Histogram({
      name: 'object_store_request_duration_seconds',
      help: 'From the head of a request to the end of its answer, by operation and class of status; "aborted" when the client left.',
      labelNames: ['operation', 'status'],
      buckets: bucketsSeconds,
      registers: [registry],
    });
    publishGauge(registry, 'object_store_requests_in_flight', 'Requests that are being answered.', [], () => [
      [{}, this.#inFlight],
    ]);
    publishGauge(registry, 'object_store_connections', 'Open connections of clients.', [], () => [
      [{}, this.#open.size],
    ]);
    publishCounter(registry, 'object_store_received_bytes_total', 'Bytes from clients, heads included.', [], () => [
      [{}, this.#sumOfOpen('bytesRead', this.#received)],
    ]);
    publishCounter(registry, 'object_store_sent_bytes_total', 'Bytes to clients, heads included.', [], () => [
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

  /** `operation` is one of a fixed set of names: never a key, never a tenant. */
  ended(operation: string, status: string, durationMs: number): void {
    this.#inFlight -= 1;
    this.#durations.observe({ operation, status }, durationMs / 1000);
  }

  #sumOfOpen(field: 'bytesRead' | 'bytesWritten', ofClosed: number): number {
    let sum = ofClosed;
    for (const socket of this.#open) sum += socket[field];
    return sum;
  }
}
