/** Publishes numbers that somebody else keeps: they are read when the metrics are asked for, and cost nothing in between. */
import type { Logger } from '@seatrial/service-log';
import { within } from '@seatrial/service-time';
import { Counter, Gauge, type Registry } from 'prom-client';

/** A number and the labels that tell it from its siblings. */
export type Reading = readonly [labels: Readonly<Record<string, string>>, value: number];

export type Read = () => readonly Reading[] | Promise<readonly Reading[]>;

const LIMIT_MS = 2000;

/** Of a read that fails or hangs there are no numbers: the others are told all the same. */
export function patientRead(name: string, read: Read, log: Logger): Read {
  return async () => {
    try {
      const late = () => new Error(`There was no answer within ${LIMIT_MS} ms.`);
      return await within(LIMIT_MS, Promise.resolve(read()), late);
    } catch (error) {
      log.warn({ err: error, metric: name }, 'a metric could not be read');
      return [];
    }
  };
}

export function publishGauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
  read: Read,
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const readings = await read();
      this.reset();
      for (const [labels, value] of readings) this.set({ ...labels }, value);
    },
  });
}

/** What is read only grows for as long as the process lives. */
export function publishCounter(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
  read: Read,
): void {
  new Counter({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      const readings = await read();
      this.reset();
      for (const [labels, value] of readings) this.inc({ ...labels }, value);
    },
  });
}
