/**
 * Dates as HTTP writes them (RFC 9110, 5.6.7): the preferred form and the two obsolete ones, always GMT. What is no such date is
 * ignored by conditional requests (13.1.3, 13.1.4), so it must not be read as some other instant, as `Date.parse` does.
 */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(${MONTHS.join('|')})`;
const TIME = '(\\d{2}):(\\d{2}):(\\d{2})';
const PREFERRED = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d{2}) ${MONTH} (\\d{4}) ${TIME} GMT$`);
const RFC_850 = new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d{2})-${MONTH}-(\\d{2}) ${TIME} GMT$`);
const ASCTIME = new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${MONTH} ([ \\d]\\d) ${TIME} (\\d{4})$`);

/** Milliseconds since 1970; NaN when it is no HTTP date. Example: `parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT')`. */
export function parseHttpDate(text: string | undefined, nowMs = Date.now()): number {
  const written = text?.trim() ?? '';
  const preferred = PREFERRED.exec(written);
  if (preferred) {
    const [, day, month = '', year, ...time] = preferred;
    return instant(Number(year), month, Number(day), time);
  }
  const obsolete = RFC_850.exec(written);
  if (obsolete) {
    const [, day, month = '', year, ...time] = obsolete;
    return instant(centuryOf(Number(year), nowMs), month, Number(day), time);
  }
  const asctime = ASCTIME.exec(written);
  if (!asctime) return Number.NaN;
  const [, month = '', day, hour = '', minute = '', second = '', year] = asctime;
  return instant(Number(year), month, Number(day), [hour, minute, second]);
}

/** Two digits that seem more than fifty years in the future are of the past century. */
function centuryOf(year: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const full = thisYear - (thisYear % 100) + year;
  return full > thisYear + 50 ? full - 100 : full;
}

function instant(year: number, month: string, day: number, time: readonly string[]): number {
  const [hour = 0, minute = 0, second = 0] = time.map(Number);
  const ms = Date.UTC(year, MONTHS.indexOf(month), day, hour, minute, Math.min(second, 59));
  const exists = new Date(ms).getUTCDate() === day && hour < 24 && minute < 60 && second <= 60;
  return exists ? ms : Number.NaN;
}
