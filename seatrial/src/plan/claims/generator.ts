/** Claims about Seatrial itself. */
import { base, type ClaimBase, type ClaimOptions, COMMON } from './base.ts';
import { optional, threshold } from './field.ts';
import type { ClaimSpecs, ClaimWords } from './spec.ts';

/** The load generator kept up, so that the figures are about the system. */
export interface GeneratorClaim extends ClaimBase {
  readonly kind: 'generator';
  /** A threshold over how late iterations started; default `p(99)<=20ms`. */
  readonly lag?: string;
  /** A threshold over arrivals that no user was free to start; default `rate<=1%`. */
  readonly dropped?: string;
}

/** By kind. */
export interface GeneratorClaims {
  generator: GeneratorClaim;
}

export const generatorClaims = {
  /**
   * @example claim.generator()
   * @example claim.generator({ lag: 'p(99)<2ms', dropped: 'count==0' })
   */
  generator: (options: ClaimOptions & { lag?: string; dropped?: string } = {}): GeneratorClaim => {
    const { lag, dropped } = options;
    const limits = { ...(lag === undefined ? {} : { lag }), ...(dropped === undefined ? {} : { dropped }) };
    const told = Object.entries(limits).map(([what, threshold]) => `${what} ${threshold}`);
    const id = ['the load generator kept up', ...told].join(', ');
    return { kind: 'generator', ...base(id, 'operability', options), ...limits };
  },
} satisfies ClaimWords<GeneratorClaims>;

export const generatorSpecs: ClaimSpecs<GeneratorClaims, typeof generatorClaims> = {
  generator: {
    ofGenerator: true,
    takes: { at: 0, names: { ...COMMON, lag: true, dropped: true } },
    fields: { lag: optional(threshold('trend')), dropped: optional(threshold('rate')) },
  },
};
