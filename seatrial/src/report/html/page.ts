/**
 * The report as one HTML file that works from disk: no network, no library, nothing but this text. A content security
 * policy allows exactly the one style sheet and the one script it carries, by their digests, so that even a flaw in the
 * escaping of evidence could not run anything.
 */
import { sha256 } from '../../std/digest.ts';
import type { RunView } from '../run-view.ts';
import { READINESS } from '../text/marks.ts';
import { claimsPart } from './claims.ts';
import { html, Markup } from './markup.ts';
import { errorsPart, phasesPart } from './phases.ts';
import { againPart, generatorPart, runPart } from './provenance.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { timelinePart } from './timeline.ts';
import { scorecardPart, verdictPart } from './verdict.ts';

/**
 * The whole page.
 * @example writeFileSync('report.html', renderHtml(view))
 */
export function renderHtml(view: RunView): string {
  const policy = `default-src 'none'; style-src ${sourceOf(STYLE)}; script-src ${sourceOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  const parts = [
    verdictPart,
    scorecardPart,
    timelinePart,
    phasesPart,
    errorsPart,
    claimsPart,
    generatorPart,
    runPart,
    againPart,
  ];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${READINESS[view.scorecard.readiness]}: ${view.header.plan.name}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${parts.map((part) => part(view))}
</main>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

/** A source of a content security policy that allows this text and no other. */
function sourceOf(text: string): string {
  return `'sha256-${Buffer.from(sha256(text), 'hex').toString('base64')}'`;
}
