/** `seatrial explain [RUN] [CLAIM]`: the claims of a run, or one from its verdict down to the records it was computed from. */
import { assessRun, viewOf } from '../../judge-run.ts';
import { nearestClaim, renderClaims, renderExplain } from '../../report/terminal/explain.ts';
import { complain } from '../complain.ts';
import { EXIT } from '../exit-codes.ts';
import { findRun } from '../find-run.ts';
import { terminal } from '../terminal.ts';

/** @returns 0 when it was explained, 64 for a run or a claim that is not there, 2 for a run that cannot be judged. */
export function explain(name: string, claim: string | undefined, options: { all?: boolean; json?: boolean }): number {
  const found = findRun(name);
  if (!found.ok) {
    // One argument may be a claim as well: it is then one of the latest run.
    const claims = claim === undefined && name !== 'latest' ? claimsOfLatest() : [];
    if (claims.some((id) => id.toLowerCase() === name.trim().toLowerCase())) return explain('latest', name, options);
    const nearest = nearestClaim(claims, name);
    if (nearest === undefined) return complain(found.problem, found.hint);
    const hint = `did you mean '${nearest}'? \`npx seatrial explain\` lists its claims; ${found.hint}`;
    return complain(`'${name}' is neither a run nor a claim of the latest run`, hint);
  }
  const assessed = assessRun(found.directory);
  if (!assessed.ok)
    return complain(
      `${found.directory} cannot be explained: ${assessed.problems.join('; ')}`,
      assessed.hint,
      EXIT.unproven,
    );
  const view = { ...viewOf(assessed.assessment), directory: found.directory };
  const { colour, width } = terminal;
  if (claim === undefined) {
    const claims = view.findings.map(({ claim, verdict, observed }) => ({ claim, verdict, observed }));
    terminal.result(options.json ? JSON.stringify(claims, null, 2) : renderClaims(view, { colour, width }));
    return 0;
  }
  const explained = renderExplain(view, claim, { all: options.all === true, colour, width });
  if (!explained.ok) return complain(explained.problem, explained.hint);
  const wanted = claim.trim().toLowerCase();
  const finding = view.findings.find((candidate) => candidate.claim.toLowerCase() === wanted);
  terminal.result(options.json ? JSON.stringify(finding, null, 2) : explained.text);
  return 0;
}

function claimsOfLatest(): readonly string[] {
  const latest = findRun('latest');
  const assessed = latest.ok ? assessRun(latest.directory) : null;
  return assessed?.ok === true ? assessed.assessment.findings.map((finding) => finding.claim) : [];
}
