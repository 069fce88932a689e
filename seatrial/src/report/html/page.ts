/**
 * The report as one HTML file that works from disk: no network, no library, nothing but this text. A content security
 * policy allows exactly the one style sheet and the one script it carries, by their digests, so that even a flaw in the
 * escaping of evidence could not run anything.
 */
import { sha256 } from '../../std/digest.ts';
import { many } from '../../std/many.ts';
import { finalWord, type RunView } from '../run-view.ts';
import { formatInstant } from '../text/record-text.ts';
import { claimsSection } from './claims.ts';
import { html, Markup } from './markup.ts';
import { errorsSection, phasesSection } from './phases.ts';
import { againSection, generatorSection, runSection } from './provenance.ts';
import { SCRIPT } from './script.ts';
import { type Section, sectionMarkup } from './section.ts';
import { STYLE } from './style.ts';
import { timelineSection } from './timeline.ts';
import { scorecardSection, verdictPart } from './verdict.ts';

/** In the order of the page; the navigation follows from it. */
const SECTIONS: readonly Section[] = [
  scorecardSection,
  timelineSection,
  phasesSection,
  errorsSection,
  claimsSection,
  generatorSection,
  runSection,
  againSection,
];

/**
 * The whole page.
 * @example writeFileSync('report.html', renderHtml(view))
 */
export function renderHtml(view: RunView): string {
  const policy = `default-src 'none'; style-src ${sourceOf(STYLE)}; script-src ${sourceOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${finalWord(view)}: ${view.header.plan.name}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${[verdictPart(view, SECTIONS), ...SECTIONS.map((section) => sectionMarkup(section, view))]}
<footer>Made by Seatrial ${view.header.seatrial} from ${many(view.ledger.records.length, 'record')} over ${formatInstant(view.ledger.records.lastUs)}.</footer>
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
