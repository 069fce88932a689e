/** Publishes numbers that somebody else keeps: they are read when the metrics are asked for, and cost nothing in between. */
import { Counter, Gauge, type Registry } from 'prom-client';

/** A number and the labels that tell it from its siblings. */
export type Reading = readonly [labels: Readonly<Record<string, string>>, value: number];

export type Read = () => readonly Reading[] | Promise<readonly Reading[]>;

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
