/** Defect: the ACL of a bucket is taken for that of its objects, so who may see which keys there are may read them all. */
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'access is what access lists say';

export const plant: Defect = (parts) => ({
  ...parts,
  policy(question) {
    const { object, bucket } = question;
    if (object === undefined) return parts.policy(question);
    return parts.policy({ ...question, object: { ...object, acl: bucket.settings.acl ?? object.acl } });
  },
});
