/** How a verdict looks and reads everywhere: a shape, a word and a tone, so that colour alone never carries it. */
import type { Verdict } from '../../judge/finding.ts';
import type { Scorecard } from '../../judge/scorecard.ts';

export type Tone = 'good' | 'bad' | 'unsure' | 'accent' | 'dim' | 'bold';

export const MARKS: Readonly<Record<Verdict, { mark: string; tone: Tone }>> = {
  proven: { mark: '✓', tone: 'good' },
  disproven: { mark: '✗', tone: 'bad' },
  unproven: { mark: '?', tone: 'unsure' },
};

export const READINESS_WORD: Readonly<Record<Scorecard['readiness'], string>> = {
  ready: 'Ready',
  'not ready': 'Not ready',
  'not shown': 'Not shown',
};

const SGR: Readonly<Record<Tone, number>> = { good: 32, bad: 31, unsure: 33, accent: 36, dim: 2, bold: 1 };

/** Colours a text, or leaves it alone. */
export type Ink = (text: string, ...tones: Tone[]) => string;

/** Ink for a terminal: ANSI sequences when colour is wanted, plain text when not. */
export function inkOf(colour: boolean): Ink {
  return (text, ...tones) =>
    colour && text !== '' ? `\u001b[${tones.map((tone) => SGR[tone]).join(';')}m${text}\u001b[0m` : text;
}
