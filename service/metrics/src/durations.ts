/**
 * How long requests took: a histogram for each operation and outcome. Prometheus' client makes a new string of the labels for every
 * value it is told, which a small GET would notice; here a request costs two look-ups and two additions, and the text is made when
 * somebody asks.
 */
import type { Histogram, Registry } from 'prom-client';

/** Upper bounds of the buckets; what is longer is in '+Inf' alone. */
const BOUNDS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const help =
  'From the head of a request to the end of its answer, by operation and status ("aborted": the client left).';

interface Series {
  readonly operation: string;
  readonly status: string;
  /** By bucket, not cumulated; the last is for what no bound holds. */
  readonly counts: number[];
  sumSeconds: number;
}

export class Durations {
  readonly #series = new Map<string, Map<string, Series>>();

  readonly #name: string;

  /** The metric is `PREFIX_request_duration_seconds`. */
  constructor(registry: Registry, prefix: string) {
    const name = `${prefix}_request_duration_seconds`;
    this.#name = name;
    const metric = {
      name,
      help,
      type: 'histogram',
      get: async () => ({ name, help, type: 'histogram', values: this.#values() }),
    };
    // The registry asks no more of a metric than this, and is typed for its own classes.
    registry.registerMetric(metric as unknown as Histogram);
  }

  add(operation: string, status: string, seconds: number): void {
    const series = this.#series.get(operation)?.get(status) ?? this.#begin(operation, status);
    let bucket = 0;
    while (seconds > (BOUNDS_SECONDS[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sumSeconds += seconds;
  }

  #begin(operation: string, status: string): Series {
    const series = { operation, status, counts: new Array(BOUNDS_SECONDS.length + 1).fill(0), sumSeconds: 0 };
    const ofOperation = this.#series.get(operation) ?? new Map<string, Series>();
    this.#series.set(operation, ofOperation.set(status, series));
    return series;
  }

  #values() {
    const name = this.#name;
    const all = [...this.#series.values()].flatMap((ofOperation) => [...ofOperation.values()]);
    return all.flatMap(({ operation, status, counts, sumSeconds }) => {
      const labels = { operation, status };
      let count = 0;
      const buckets = counts.map((inBucket, index) => {
        count += inBucket;
        return {
          metricName: `${name}_bucket`,
          labels: { le: BOUNDS_SECONDS[index] ?? '+Inf', ...labels },
          value: count,
        };
      });
      return [
        ...buckets,
        { metricName: `${name}_sum`, labels, value: sumSeconds },
        { metricName: `${name}_count`, labels, value: count },
      ];
    });
  }
}
