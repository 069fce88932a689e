/** What each phase did, step by step, and what failed in it and why. */
import { PHASE_KINDS } from '../../evidence/records/phase.ts';
import { formatBytes, formatRate, formatRatio } from '../../std/units.ts';
import { errorsOf, type PhaseSum, phasesOf, type Row, rowsOf } from '../figures/series.ts';
import { droppedText, formatCount, formatDuration } from '../text/record-text.ts';
import { html, type Markup } from './markup.ts';
import type { Section } from './section.ts';

export const phasesSection: Section = {
  id: 'phases',
  title: 'Phases',
  heading: 'Phases',
  render(view) {
    const phases = phasesOf(view.ledger).map(phaseBlock);
    return html`<p>Response time runs from the instant a request was due to its end: what a user waits. Failed requests are counted in.</p>${phases.length > 0 ? phases : html`<p>No phase was started.</p>`}`;
  },
};

export const errorsSection: Section = {
  id: 'errors',
  title: 'Errors',
  heading: 'Errors by cause',
  render(view) {
    const errors = errorsOf(view.ledger);
    const rows = errors.map(
      (error) =>
        html`<tr><td class="text">${error.cause}</td><td>${formatCount(error.count)}</td><td>${error.phase}</td><td>${error.step}</td><td class="text">${error.example}</td></tr>`,
    );
    const table = html`<div class="scroll"><table><thead><tr><th class="text">cause</th><th>count</th><th>phase</th><th>step</th><th class="text">for example</th></tr></thead><tbody>${rows}</tbody></table></div>`;
    return html`<p>Named by what the network or the peer did.</p>${errors.length > 0 ? table : html`<p>Nothing failed.</p>`}`;
  },
};

function phaseBlock(phase: PhaseSum): Markup {
  const ended = phase.outcome === 'complete' ? '' : ` · ${phase.outcome}${phase.because ? `: ${phase.because}` : ''}`;
  const { due, dropped: lost } = phase;
  const dropped = due === null ? null : html`<p class="${lost > 0 ? 'bad' : ''}">${droppedText(lost, due)}.</p>`;
  const unanswered = phase.unanswered.map((text) => html`<p class="bad">${text}.</p>`);
  const rows = rowsOf(phase).map(row);
  const heads = ['requests', 'succeeded/s', 'failed', 'p50', 'p95', 'p99', 'max', 'received'].map(
    (head) => html`<th scope="col">${head}</th>`,
  );
  const table = html`<div class="scroll"><table class="even"><thead><tr><th scope="col">step</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`<div class="block"><h3>${phase.name}</h3><p>${phase.subject} · ${phase.described}${ended}</p>${dropped}${unanswered}${phase.requests ? table : silence(phase)}</div>`;
}

function row({ name, of, sum: step }: Row): Markup {
  const failed =
    step.failed === 0
      ? '0'
      : html`<span class="bad">${formatCount(step.failed)}</span> (${formatRatio(step.failed / step.count)})`;
  const quantiles = [0.5, 0.95, 0.99, 1].map((q) => html`<td>${formatDuration(step.response.quantile(q))}</td>`);
  return html`<tr class="${of === 'step' ? '' : of}"><th scope="row">${name}</th><td>${formatCount(step.count)}</td><td>${formatRate(step.rateRps)}</td><td>${failed}</td>${quantiles}<td>${formatBytes(step.bytesReceived)}</td></tr>`;
}

function silence({ action }: PhaseSum): Markup | null {
  return PHASE_KINDS[action] === 'journey' ? html`<p>Nothing was completed.</p>` : null;
}
