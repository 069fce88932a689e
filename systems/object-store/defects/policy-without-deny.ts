/** Defect: Deny statements of bucket policies are skipped, so whatever an Allow covers is allowed. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'access is what policies say';

interface PolicyText {
  readonly Statement: { readonly Effect: string } | readonly { readonly Effect: string }[];
}

export const plant: Defect = (parts) => ({
  ...parts,
  policy(question) {
    const { policy: text, ...others } = question.bucket.settings;
    if (text === undefined) return parts.policy(question);
    const policy = JSON.parse(text) as PolicyText;
    const allowing = [policy.Statement].flat().filter(({ Effect }) => Effect === 'Allow');
    const rest = allowing.length === 0 ? {} : { policy: JSON.stringify({ ...policy, Statement: allowing }) };
    return parts.policy({ ...question, bucket: { ...question.bucket, settings: { ...others, ...rest } } });
  },
});
