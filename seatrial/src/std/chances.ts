/**
 * How likely counts are, exactly: of hits where each trial hits with a known share (binomial), and of hits in one of two
 * groups where nothing tells the groups apart (hypergeometric; Fisher's exact test).
 */

/**
 * The probability of `hits` or more in `trials` of which each hits with the probability `share` (0..1).
 * @example atLeast(3, 20, 0.03) // 0.021: three failures in 20 requests are unlikely where 3 % fail
 */
export function atLeast(hits: number, trials: number, share: number): number {
  if (hits <= 0) return 1;
  if (hits > trials || share <= 0) return 0;
  if (share >= 1) return 1;
  const rest = trials - hits;
  const first = lnChoose(trials, hits) + hits * Math.log(share) + rest * Math.log1p(-share);
  const odds = share / (1 - share);
  return hits > trials * share
    ? sumFrom(Math.exp(first), hits, trials, (k) => ((trials - k) / (k + 1)) * odds)
    : 1 - atLeast(rest + 1, trials, 1 - share);
}

/**
 * The probability that a group of `trials` has `hits` or more of the `allHits` hits of all, if they fell on it and on the
 * other `otherTrials` alike.
 * @example atLeastOfAll(5, 20, 5, 60) // 0.0006: that all five failures were among the last 20 of 80 requests is no chance
 */
export function atLeastOfAll(hits: number, trials: number, allHits: number, otherTrials: number): number {
  const all = trials + otherTrials;
  const most = Math.min(trials, allHits);
  if (hits <= Math.max(0, allHits - otherTrials)) return 1;
  if (hits > most) return 0;
  const first = lnChoose(trials, hits) + lnChoose(otherTrials, allHits - hits) - lnChoose(all, allHits);
  const ratio = (k: number): number => ((trials - k) / (k + 1)) * ((allHits - k) / (otherTrials - allHits + k + 1));
  return sumFrom(Math.exp(first), hits, most, ratio);
}

/** The sum of the terms from `from` to `to`; each is the one before times its ratio. */
function sumFrom(first: number, from: number, to: number, ratio: (k: number) => number): number {
  let [sum, term] = [0, first];
  for (let k = from; k <= to && (term > sum * 1e-16 || ratio(k) > 1); k++) {
    sum += term;
    term *= ratio(k);
  }
  return Math.min(1, sum);
}

function lnChoose(n: number, k: number): number {
  return lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);
}

/** Stirling's series above 20, where it is exact to twelve digits. */
function lnFactorial(n: number): number {
  if (n > 20) return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return Math.log(product);
}
