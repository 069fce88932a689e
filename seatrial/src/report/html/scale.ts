/** Axes of charts: a nice range with its ticks, and where a value stands in it. */
export interface Scale {
  readonly kind: 'linear' | 'log';
  /** Lowest and highest value of the axis. */
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

const TIME_STEPS_S = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400,
];

/** An axis for values: logarithmic when they span more than a factor of 50 and are all above 0, else linear from 0. */
export function scaleFor(values: readonly number[], logAllowed: boolean): Scale {
  const known = values.filter(Number.isFinite);
  const most = known.reduce((high, value) => Math.max(high, value), 0);
  const least = known.reduce((low, value) => Math.min(low, value), most);
  return logAllowed && least > 0 && most / least > 50 ? logScale(least, most) : linearScale(most);
}

/** Where a value stands between the low (0) and the high (1) end. */
export function shareOf(scale: Scale, value: number): number {
  const at = scale.kind === 'log' ? Math.log : (x: number): number => x;
  const share = (at(value) - at(scale.low)) / (at(scale.high) - at(scale.low));
  return Math.min(1, Math.max(0, share));
}

/** At most `most` round instants from 0 to `endUs`, in microseconds. */
export function timeTicks(endUs: number, most = 5): number[] {
  const stepUs = (TIME_STEPS_S.find((step) => endUs / 1e6 / step <= most) ?? Math.ceil(endUs / 1e6 / most)) * 1e6;
  return Array.from({ length: Math.floor(endUs / stepUs) + 1 }, (_, index) => index * stepUs);
}

function linearScale(most: number): Scale {
  const high = most > 1e-9 ? most : 1;
  const rough = high / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const count = Math.ceil((high / step) * 0.999);
  return { kind: 'linear', low: 0, high: count * step, ticks: Array.from({ length: count + 1 }, (_, i) => i * step) };
}

/** From and to a round value; every one between is a tick unless that would crowd the axis. */
function logScale(least: number, most: number): Scale {
  const powers = Array.from({ length: 24 }, (_, index) => 10 ** (index - 8));
  const round = powers.flatMap((power) => [power, 2 * power, 5 * power]);
  const low = round.findLast((value) => value <= least) ?? least;
  const high = round.find((value) => value >= most) ?? most;
  const inside = round.filter((value) => value >= low && value <= high);
  const ticks = inside.length > 8 ? inside.filter((value) => powers.includes(value)) : inside;
  return { kind: 'log', low, high, ticks };
}
