/** The top of the page: the final word, what it rests on, and the scorecard by category as a picture. */
import type { Finding } from '../../judge/finding.ts';
import type { CategoryScore } from '../../judge/scorecard.ts';
import { lastInstant } from '../figures/series.ts';
import { finalWord, partNotices, provenPercent, type RunView, summaryOf } from '../run-view.ts';
import { formatInstant } from '../text/record-text.ts';
import { icon } from './icon.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

/** Trial, final word, proven share, and whatever limits the trust in them. */
export function verdictPart(view: RunView, sections: readonly Section[]): Markup {
  const links = sections.map(({ id, title }) => html`<a href="#${id}">${title}</a>`);
  const { scorecard, header } = view;
  const started = `${header.startedAt.slice(0, 10)} ${header.startedAt.slice(11, 16)} UTC`;
  const notices = noticesOf(view).map((notice) => html`<p class="notice">${notice}</p>`);
  return html`<header class="${scorecard.verdict}">
<p class="over"><b>${header.plan.name}</b> · ${started} · ${formatInstant(lastInstant(view.ledger))}</p>
<div class="final">${icon(scorecard.verdict, 72)}<h1>${finalWord(view)}</h1></div>
<p class="sum">${provenPercent(scorecard.score)} of what is promised is proven. ${summaryOf(view.findings)}</p>${notices}
<nav aria-label="Parts of this report">${links}</nav>
</header>`;
}

function noticesOf(view: RunView): string[] {
  const ended = view.ledger.of('trial-ended')[0];
  const because = ended?.because ? `: ${ended.because}` : '';
  return [
    ...(ended === undefined ? ['The journal ends before the trial does: it was cut short.'] : []),
    ...(ended && ended.outcome !== 'complete'
      ? [`The trial was not completed, it ${ended.outcome === 'failed' ? 'failed' : 'was interrupted'}${because}.`]
      : []),
    ...partNotices(view),
    ...(view.seal === 'unsealed' ? ['The evidence is not sealed: a change of it would not be noticed.'] : []),
  ];
}

/** Every category with a bar of its claims, and each claim on one line with what was seen and what is required. */
export const scorecardSection: Section = {
  id: 'scorecard',
  title: 'Scorecard',
  heading: 'Scorecard',
  render(view) {
    const categories = view.scorecard.categories.map((score) => category(view.findings, score));
    return html`<p>Every claim stands for its weight. What is unproven earns nothing: no evidence, no pass.</p>${PATTERNS}${categories}`;
  },
};

function category(findings: readonly Finding[], score: CategoryScore): Markup {
  const own = findings
    .map((finding, index) => ({ finding, index }))
    .filter(({ finding }) => finding.category === score.category);
  const rows = own.map(
    ({ finding, index }) =>
      html`<li><a class="${finding.verdict}" href="#claim-${index + 1}">${icon(finding.verdict)}<span class="name">${finding.claim}</span><span class="seen">${finding.observed}</span><span class="bound">${finding.required}</span></a></li>`,
  );
  return html`<div class="category ${score.verdict}"><div><h3>${score.category}</h3><small>${score.proven} of ${own.length} proven</small></div>
<div>${scoreBar(own.map(({ finding }) => finding))}<ul class="claims">${rows}</ul></div></div>`;
}

/** One segment for each claim, as wide as its weight: full when proven, slashed when disproven, only hatched when unproven. */
function scoreBar(findings: readonly Finding[]): Markup {
  const total = findings.reduce((sum, finding) => sum + finding.weight, 0);
  let at = 0;
  const segments = findings.map(({ weight, verdict }) => {
    const [x, width] = [(at / total) * 100, (weight / total) * 100];
    at += weight;
    const gap = x > 0 ? html`<rect class="gap" x="${x}%" y="0" width="4" height="10"/>` : null;
    return html`<rect class="${verdict}" x="${x}%" y="0" width="${width}%" height="10"/>${verdict === 'disproven' ? html`<rect class="slashes" x="${x}%" y="0" width="${width}%" height="10"/>` : null}${gap}`;
  });
  return html`<svg class="score" aria-hidden="true">${segments}</svg>`;
}

const PATTERNS = html`<svg class="patterns" aria-hidden="true"><defs>
<pattern id="slashes" width="9" height="10" patternUnits="userSpaceOnUse"><path d="M0 10 9 0"/></pattern>
<pattern id="hatch" width="7" height="10" patternUnits="userSpaceOnUse"><path d="M0 10 7 0"/></pattern>
</defs></svg>`;
