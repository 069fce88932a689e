/** The mark of a verdict as a small picture: a disc with a tick, a diamond with a cross, a dashed ring with a question. */
import type { Verdict } from '../../judge/finding.ts';
import { html, type Markup } from './markup.ts';

const SHAPES: Readonly<Record<Verdict, Markup>> = {
  proven: html`<circle class="fill" cx="12" cy="12" r="10"/><path class="cut" d="M7.2 12.4l3.3 3.3 6.3-7"/>`,
  disproven: html`<path class="fill" d="M12 .8 23.2 12 12 23.2.8 12z"/><path class="cut" d="M8.4 8.4l7.2 7.2m0-7.2-7.2 7.2"/>`,
  unproven: html`<circle class="ring" cx="12" cy="12" r="9.5"/><path class="line" d="M9.2 9.6a2.9 2.9 0 1 1 4.3 2.5c-1 .6-1.5 1-1.5 2.1m0 2.5v.3"/>`,
};

/** The picture of a verdict; its word is its text for those who do not see it. */
export function icon(verdict: Verdict, size = 18): Markup {
  return html`<svg class="icon ${verdict}" role="img" aria-label="${verdict}" width="${size}" height="${size}" viewBox="0 0 24 24">${SHAPES[verdict]}</svg>`;
}
