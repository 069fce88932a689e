/**
 * The dates of `Expires`, read as every browser reads them (RFC 6265, 5.1.1): tokens in any order, always UTC, zones and
 * offsets ignored. `Date.parse` reads other texts and other instants, and depends on the machine's time zone.
 */

const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Milliseconds since 1970; null when the text is no date.
 * @example parseCookieDate('Thu, 01-Jan-70 00:00:01 GMT') // 1000
 */
export function parseCookieDate(text: string): number | null {
  let time: number[] | null = null;
  let day: number | null = null;
  let month: number | null = null;
  let year: number | null = null;
  for (const token of text.split(DELIMITERS)) {
    const clock: RegExpExecArray | null = time === null ? TIME.exec(token) : null;
    if (clock) time = clock.slice(1).map(Number);
    else if (day === null && DAY.test(token)) day = Number(DAY.exec(token)?.[1]);
    else if (month === null && MONTHS.includes(token.slice(0, 3).toLowerCase()))
      month = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    else if (year === null && YEAR.test(token)) year = fullYear(Number(YEAR.exec(token)?.[1]));
  }
  if (time === null || day === null || month === null || year === null) return null;
  const [hour = 0, minute = 0, second = 0] = time;
  if (year < 1601 || hour > 23 || minute > 59 || second > 59) return null;
  const atMs = Date.UTC(year, month, day, hour, minute, second);
  return new Date(atMs).getUTCDate() === day && day >= 1 ? atMs : null;
}

/** 70 to 99 are of the last century, 0 to 69 of this one. */
function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}
