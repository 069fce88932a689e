/**
 * The grammar of bounds on what processes use: `<what> <figure><operator><bound>`, such as `rss max<500MB`, `openFiles growth<=0`
 * or `cpu avg<80%`. Parsed as data. Only upper bounds: nobody promises to use much.
 */
import { parseBytes } from './units.ts';

export interface ResourceBound {
  readonly what: 'rss' | 'openFiles' | 'cpu';
  readonly figure: 'max' | 'avg' | 'growth';
  readonly operator: '<' | '<=';
  /** Bytes, a count, or a share of one core; a ratio to the beginning where `relative`. */
  readonly bound: number;
  /** Growth in per cent of what there was at the beginning. */
  readonly relative: boolean;
}

export type ParsedBound = { ok: true; value: ResourceBound } | { ok: false; problem: string; hint: string };

const SHAPE = /^\s*([A-Za-z]+)\s+([a-z]+)\s*(<=|<)\s*(\S+)\s*$/;
const FIGURES = { rss: ['max', 'growth'], openFiles: ['max', 'growth'], cpu: ['max', 'avg'] } as const;
const HINT =
  "write such as 'rss max<500MB', 'rss growth<10%', 'openFiles max<1000' or 'cpu avg<80%' (100% is one core)";

/**
 * Reads a bound; never throws.
 * @example parseResourceBound('rss max<500MB')
 * // { ok: true, value: { what: 'rss', figure: 'max', operator: '<', bound: 500_000_000, relative: false } }
 */
export function parseResourceBound(text: unknown): ParsedBound {
  const refuse = (problem: string): ParsedBound => ({ ok: false, problem, hint: HINT });
  const match = typeof text === 'string' ? SHAPE.exec(text) : null;
  if (!match) return refuse(`${typeof text === 'string' ? `'${text}'` : 'this'} is not a bound on what a system uses`);
  const [, what = '', figure = '', operator, written = ''] = match;
  if (!isWhat(what)) return refuse(`'${what}' in '${text}' is not sampled`);
  if (!(FIGURES[what] as readonly string[]).includes(figure))
    return refuse(`'${figure}' of ${what} in '${text}' cannot be asked`);
  const relative = figure === 'growth' && written.endsWith('%');
  const bound = relative || what === 'cpu' ? shareOf(written) : what === 'rss' ? bytesOf(written) : countOf(written);
  if (!Number.isFinite(bound)) return refuse(`'${written}' in '${text}' is not a bound of ${what} ${figure}`);
  if (bound === 0 && figure !== 'growth' && (operator === '<' || what !== 'cpu'))
    return refuse(`'${text}' cannot be kept: what runs uses something`);
  return {
    ok: true,
    value: { what, figure: figure as ResourceBound['figure'], operator: operator as '<' | '<=', bound, relative },
  };
}

/** Whether a figure keeps it. */
export function keepsBound(value: number, { operator, bound }: ResourceBound): boolean {
  return operator === '<' ? value < bound : value <= bound;
}

function isWhat(text: string): text is ResourceBound['what'] {
  return Object.hasOwn(FIGURES, text);
}

function bytesOf(text: string): number {
  const parsed = parseBytes(text);
  return parsed.ok ? parsed.value : Number.NaN;
}

/** May be above 100 %: there are machines with several cores. */
function shareOf(text: string): number {
  return /^\d+(\.\d+)?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : Number.NaN;
}

function countOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
