/**
 * Consistent hashing (Karger et al., "Consistent Hashing and Random Trees", 1997): each server has 150 points on a circle, a chunk belongs
 * to the servers met first when walking on from its own point. A server that comes or goes changes the place of about its share of the
 * chunks and of no others. Every gateway computes the same from the same names.
 */
import { hash } from 'node:crypto';

const POINTS_PER_SERVER = 150;

export interface Ring {
  /** All servers, each once, in the order in which this key belongs to them. */
  order(key: string): readonly string[];
}

export function createRing(servers: readonly string[]): Ring {
  const points = servers
    .flatMap((server) => Array.from({ length: POINTS_PER_SERVER }, (_, index) => pointOf(server, index)))
    .sort((a, b) => a.position - b.position || (a.server < b.server ? -1 : 1));
  return {
    order(key) {
      const first = firstFrom(points, positionOf(key));
      const met = new Set<string>();
      for (let step = 0; step < points.length && met.size < servers.length; step++) {
        const point = points[(first + step) % points.length];
        if (point !== undefined) met.add(point.server);
      }
      return [...met];
    },
  };
}

interface Point {
  readonly position: number;
  readonly server: string;
}

function pointOf(server: string, index: number): Point {
  return { position: positionOf(`${server}#${index}`), server };
}

/** The first 48 bits of a SHA-1: even, the same everywhere, and exact in a number. */
function positionOf(text: string): number {
  return hash('sha1', text, 'buffer').readUIntBE(0, 6);
}

/** The index of the first point at or after this position; the number of points when there is none. */
function firstFrom(points: readonly Point[], position: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.position ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
