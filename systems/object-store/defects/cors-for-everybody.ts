/** Defect, a shortcut seen in many services: whatever page asks, it is told that it of all pages may. */
import { replyEmpty } from '@seatrial/service-http';
import type { Defect } from '../src/parts.ts';

/** The claim of the trial that is meant to catch it. */
export const caughtBy = 'pages may ask what CORS rules say, and no other page';

export const plant: Defect = (parts) => ({
  ...parts,
  operations: {
    ...parts.operations,
    async OptionsPreflight({ headers, response }) {
      replyEmpty(response, 200, {
        'access-control-allow-origin': headers.get('origin'),
        'access-control-allow-methods': headers.get('access-control-request-method'),
        'access-control-allow-headers': headers.get('access-control-request-headers') ?? '*',
      });
    },
  },
});
