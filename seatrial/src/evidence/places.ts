/** Places that redirects led to, as records name them: `/orders/:id?error`. */

/** What a place is counted under where a step has too many: `/orders/…`. */
export function firstSegmentOf(place: string): string {
  const [, start = ''] = /^((?:https?:\/\/[^/]*)?\/[^/?]*)/.exec(place) ?? [];
  return `${start}/…`;
}
