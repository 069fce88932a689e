/** Messages that say the same of different things: `order 4711 is gone` and `order 4712 is gone`. */

/**
 * The message without what differs from one time to the next: numbers of four digits or more and other identifiers become
 * `#`. Shorter numbers stay, because a status of 500 is not one of 503.
 * @example alike('connect ECONNREFUSED 127.0.0.1:25787') === alike('connect ECONNREFUSED 127.0.0.1:30112') // true
 */
export function alike(message: string): string {
  return message.replaceAll(/(?=[a-z-]*\d)[\da-z-]{8,}|\d{4,}/gi, '#');
}
