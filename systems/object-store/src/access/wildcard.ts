/**
 * Patterns as policies spell them: `*` is any run of characters, also none, and `?` is exactly one. Nothing is special besides. Takes time
 * in proportion to pattern times text at worst, whatever a tenant writes into a policy; a regular expression would not promise that.
 */

/** Example: `matches('photos/*.jp?g', 'photos/2026/ship.jpeg')` is true. */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let startOfRun = 0;
  while (at < text.length) {
    const letter = pattern[inPattern];
    if (letter === '*') {
      star = inPattern++;
      startOfRun = at;
    } else if (letter === '?' || letter === text[at]) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      // The last star takes one character more, and everything after it is tried again.
      inPattern = star + 1;
      at = ++startOfRun;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
