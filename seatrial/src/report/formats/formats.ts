/** Every format a run is rendered in; a name without a renderer does not compile. */
import { renderHtml } from '../html/page.ts';
import type { RunView } from '../run-view.ts';
import { renderJson } from './json.ts';
import { renderJunit } from './junit.ts';
import type { FormatName } from './names.ts';

export const FORMATS: { readonly [N in FormatName]: (view: RunView) => string } = {
  html: renderHtml,
  json: renderJson,
  junit: renderJunit,
};
