/** Small plans as text. Each part is source code that stands in the same place of every plan; what is not given works. */

export interface PlanParts {
  /** The options of the system `api`. */
  system?: string;
  /** The body of the journey `look`. */
  journey?: string;
  phases?: string;
  claims?: string;
  /** What stands between the journey and the trial. */
  before?: string;
  /** Further options of the trial. */
  more?: string;
}

export const SERVER = "command: ['node', 'server.mjs', '{port}'], ready: { http: '/', within: '10s' }";
export const LOOK =
  "const answer = await t.http.get('/'); t.check('answers', answer.status === 200); await t.sleep('20ms');";

/** @example planText({ phases: "load('short', look, { users: 1, for: '500ms' })" }) */
export function planText({
  system = SERVER,
  journey = LOOK,
  phases = "load('short', look, { users: 2, for: '500ms' })",
  claims = 'claim.checks(look)',
  before = '',
  more = '',
}: PlanParts): string {
  return `import { claim, defineTrial, fault, journey, load, readBack, system } from 'seatrial';
const api = system('api', { ${system} });
const look = journey('look', async (t) => {
  ${journey}
});
${before}
export default defineTrial({
  name: 'small',
  systems: [api],
  phases: [${phases}],
  claims: [${claims}],
  ${more}
});
`;
}

/** The first phase, which the claim is about, ends; the second takes its time. */
export const LONG: PlanParts = {
  phases: "load('first', look, { users: 2, for: '300ms' }), load('long', look, { users: 2, for: '60s' })",
  claims: "claim.checks(look, { during: 'first' })",
};
