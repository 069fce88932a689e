/**
 * Shell blocks in documents: each line is a command that exists (a script of package.json, a verb of seatrial, a file for
 * node), or the block is run as it is (`<!-- run -->`, or `<!-- step -->` in a story), or it says why not (`<!-- not run: reason -->`).
 */
import type { Offence, TextFile } from '../tidy/source.ts';
import { type Block, readMarkdown } from './markdown.ts';

/** What commands may name. */
export interface Surroundings {
  readonly scripts: readonly string[];
  readonly verbs: readonly string[];
  readonly paths: readonly string[];
}

export interface PlacedBlock extends Block {
  readonly path: string;
}

/** The blocks in these languages that nothing excuses from being checked. */
export function blocksIn(documents: readonly TextFile[], languages: readonly string[]): PlacedBlock[] {
  return documents.flatMap(({ path, text }) =>
    readMarkdown(text)
      .blocks.filter(({ language, marker }) => languages.includes(language) && !/^not run: \S/.test(marker ?? ''))
      .map((block) => ({ path, ...block })),
  );
}

export function isRun(block: Block): boolean {
  return block.marker === 'run';
}

/** Whether it is run as a part of its page: testing/story.ts. */
function isStep({ marker }: Block): boolean {
  return /^(step|start|file|edit)\b/.test(marker ?? '');
}

/** What is wrong with the lines of shell blocks that are not run. */
export function unknownCommands(blocks: readonly PlacedBlock[], surroundings: Surroundings): Offence[] {
  return blocks
    .filter((block) => !isRun(block) && !isStep(block))
    .flatMap(({ path, line, text }) =>
      text.split('\n').flatMap((command, index) => {
        const what = complaint(command.replace(/(^|\s)#.*/, '').trim(), surroundings);
        const instead = 'correct it, or mark the block: <!-- run --> or <!-- not run: reason -->';
        return what === undefined ? [] : [{ path, line: line + 1 + index, what, instead }];
      }),
    );
}

function complaint(command: string, { scripts, verbs, paths }: Surroundings): string | undefined {
  const [program = '', first = '', second = ''] = command.split(/\s+/);
  const unless = (known: boolean, what: string): string | undefined => (known ? undefined : what);
  if (program === '') return undefined;
  if (program === 'node') return unless(paths.includes(first.replace(/^\.\//, '')), `there is no file ${first}`);
  if (program === 'npx' && first === 'seatrial') {
    return unless(second.startsWith('--') || verbs.includes(second), `seatrial has no verb ${second}`);
  }
  if (program === 'npm') {
    if (['ci', 'install', 'cit', 'init', 'audit'].includes(first)) return undefined;
    const script = first === 'run' ? second : first;
    return unless(scripts.includes(script), `package.json has no script ${script}`);
  }
  return `${program} is not a command that can be checked`;
}
