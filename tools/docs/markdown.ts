/**
 * The parts of a Markdown text that can be wrong: links, headings (as anchors) and fenced blocks. A reader of our own
 * documents, not of all Markdown: fences are three backticks or more at the start of a line, links are inline.
 */

export interface Link {
  readonly target: string;
  readonly line: number;
}

export interface Block {
  /** The word after the fence: `sh`, `ts` ... */
  readonly language: string;
  readonly text: string;
  /** Of the fence; the block's first line is the next one. */
  readonly line: number;
  /** The HTML comment just before the fence, without its arrows: `run`, `not run: a reason`. */
  readonly marker: string | undefined;
}

export interface Markdown {
  readonly links: readonly Link[];
  readonly anchors: ReadonlySet<string>;
  readonly blocks: readonly Block[];
}

export function readMarkdown(text: string): Markdown {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  const prose: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, fence, language = ''] = /^\s*(`{3,})\s*(\w*)/.exec(lines[index] ?? '') ?? [];
    prose.push(fence === undefined ? (lines[index] ?? '') : '');
    if (fence === undefined) continue;
    const length = lines.slice(index + 1).findIndex((line) => line.trim() === fence);
    const end = length === -1 ? lines.length : index + 1 + length;
    const marker = /^<!--\s*(.*?)\s*-->$/.exec(lines.slice(0, index).findLast((line) => line.trim() !== '') ?? '')?.[1];
    blocks.push({ language, text: lines.slice(index + 1, end).join('\n'), line: index + 1, marker });
    while (index < end) {
      index += 1;
      prose.push('');
    }
  }
  return { links: linksIn(prose), anchors: anchorsIn(prose), blocks };
}

function linksIn(prose: readonly string[]): Link[] {
  return prose.flatMap((line, index) =>
    [...line.replace(/`[^`]*`/g, '').matchAll(/\]\(\s*<?([^)\s>]+)/g)].map((match) => ({
      target: match[1] ?? '',
      line: index + 1,
    })),
  );
}

/** Headings as GitHub makes anchors of them: lower case, no punctuation, dashes for spaces, numbers for repetitions. */
function anchorsIn(prose: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const line of prose) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    for (const [, id] of line.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id ?? '');
    if (heading === undefined) continue;
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let number = 1; anchors.has(anchor); number += 1) anchor = `${slug}-${number}`;
    anchors.add(anchor);
  }
  return anchors;
}
