/** One section of the page: what the navigation calls it, and what stands in it. `page.ts` has them in their order. */
import type { RunView } from '../run-view.ts';
import { html, type Markup } from './markup.ts';

export interface Section {
  /** The anchor. */
  readonly id: string;
  /** In the navigation. */
  readonly title: string;
  readonly heading: string;
  /** What stands below the heading. */
  render(view: RunView): Markup;
}

export function sectionMarkup({ id, heading, render }: Section, view: RunView): Markup {
  return html`<section id="${id}"><h2>${heading}</h2>${render(view)}</section>`;
}
