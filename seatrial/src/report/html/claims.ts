/** Every claim down to the records it was computed from, so that a reader can check a finding by hand. */

import type { EvidenceRecord } from '../../evidence/records.ts';
import type { Finding } from '../../judge/finding.ts';
import { many } from '../../std/many.ts';
import { type RunView, shellWord } from '../run-view.ts';
import { fieldsOf, formatCount, formatInstant } from '../text/record-text.ts';
import { icon } from './icon.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

const MOST_RECORDS = 20;

export const claimsSection: Section = {
  id: 'claims',
  title: 'Claims',
  heading: 'Every claim, down to its records',
  render(view) {
    const claims = view.findings.map((finding, index) => claimBlock(view, finding, `claim-${index + 1}`));
    return html`<p>What was required, what was seen, why that is the verdict, and the facts it was computed from.</p>${claims}`;
  },
};

function claimBlock(view: RunView, finding: Finding, id: string): Markup {
  const sentences = finding.because.map((sentence) => html`<p>${sentence}</p>`);
  const because = sentences.length > 0 ? html`<dt>because</dt><dd>${sentences}</dd>` : null;
  return html`<article class="claim ${finding.verdict}" id="${id}"><h3>${icon(finding.verdict, 20)}<span>${finding.claim}</span></h3>
<dl><dt>verdict</dt><dd><span class="word">${finding.verdict}</span> <span class="muted">· ${finding.category}, weight ${finding.weight}</span></dd><dt>required</dt><dd>${finding.required}</dd><dt>observed</dt><dd>${finding.observed}</dd>${because}</dl>${recordList(view, finding, id)}</article>`;
}

function recordList(view: RunView, finding: Finding, id: string): Markup {
  const { count, first } = view.ledger.select(finding.records, MOST_RECORDS);
  if (count === 0) return html`<p class="muted">No records: nothing that was seen bears on this claim.</p>`;
  const more = count - MOST_RECORDS;
  const command = `npx seatrial explain ${shellWord(view.directory)} ${shellWord(finding.claim)} --all`;
  const rest =
    more > 0
      ? html`<p class="muted">and ${formatCount(more)} more: run</p><code class="command">${command}</code>`
      : null;
  const shown = first.map((record) => recordItem(record, `${id}-record-${record.seq}`));
  return html`<details><summary>Computed from ${many(count, 'record')}</summary><ol class="records">${shown}</ol>${rest}</details>`;
}

function recordItem(record: EvidenceRecord, id: string): Markup {
  const fields = fieldsOf(record).map(([name, value]) => html`<span><i>${name}</i>${value}</span>`);
  return html`<li id="${id}"><a href="#${id}">#${record.seq}</a> <span>${formatInstant(record.atUs)}</span><b>${record.kind}</b><br>${fields}</li>`;
}
