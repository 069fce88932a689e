/** Defect: an upload that asks for encryption is answered 200, and stored as it came. */
import type { Defect } from '../src/parts.ts';
import { putObject } from '../src/s3/handlers/put-object.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'what is not implemented answers 501, never a silent yes';

export const plant: Defect = (parts) => ({
  ...parts,
  operations: {
    ...parts.operations,
    PutObject(call, services) {
      const understood = [...call.headers].filter(([name]) => !name.startsWith('x-amz-server-side-encryption'));
      return putObject({ ...call, headers: new Map(understood) }, services);
    },
  },
});
