/**
 * The exact binomial distribution: how likely a number of hits is when each of some trials hits with one probability, and
 * which probability some hits still make plausible (the bound of Clopper and Pearson).
 */

/**
 * The probability of `hits` or more in `trials`, each with the probability `share` (0..1).
 * @example atLeast(3, 20, 0.03) // 0.021: three failures in 20 requests are unlikely where 3 % fail
 */
export function atLeast(hits: number, trials: number, share: number): number {
  if (hits <= 0) return 1;
  if (hits > trials || share <= 0) return 0;
  if (share >= 1) return 1;
  return hits > trials * share ? upperTail(hits, trials, share) : 1 - upperTail(trials - hits + 1, trials, 1 - share);
}

/**
 * The greatest share under which so few hits as `hits` in `trials` still have the probability `unlikely`.
 * @example greatestShare(0, 100, 0.01) // 0.045: none of 100 failed, so at most 4.5 % usually do, at 99 %
 */
export function greatestShare(hits: number, trials: number, unlikely: number): number {
  if (hits >= trials) return 1;
  let [low, high] = [hits / trials, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (1 - atLeast(hits + 1, trials, middle) > unlikely) low = middle;
    else high = middle;
  }
  return high;
}

/** The sum from `hits` up, which is above the mean: each term is smaller than the one before. */
function upperTail(hits: number, trials: number, share: number): number {
  const odds = share / (1 - share);
  let term = Math.exp(
    lnFactorial(trials) -
      lnFactorial(hits) -
      lnFactorial(trials - hits) +
      hits * Math.log(share) +
      (trials - hits) * Math.log1p(-share),
  );
  let sum = 0;
  for (let k = hits; k <= trials && term > sum * 1e-15; k++) {
    sum += term;
    term *= ((trials - k) / (k + 1)) * odds;
  }
  return Math.min(1, sum);
}

/** Stirling's series above 20, where it is exact to twelve digits. */
function lnFactorial(n: number): number {
  if (n > 20) return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return Math.log(product);
}
