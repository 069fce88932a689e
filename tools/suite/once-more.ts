/**
 * What a run means in which test files failed, when each of them may be run once more by itself. One that passes then is unsteady: it is
 * told, counted and limited, never hidden (docs/decisions/0021-unsteady-tests.md).
 */

/** So many files may be unsteady in one run. */
export const mostUnsteady = 2;

export interface OnceMore {
  /** Whether the run passes in spite of them. */
  readonly passes: boolean;
  /** For a person: the files that were unsteady with the text of their first failure, and what follows from them. */
  readonly lines: readonly string[];
}

/**
 * Runs the failed files once more, one after the other.
 * @param failures what each failed file said at first, by its path
 * @param passesAlone runs one file by itself
 */
export async function onceMore(
  failures: ReadonlyMap<string, string>,
  passesAlone: (file: string) => Promise<boolean>,
): Promise<OnceMore> {
  if (failures.size > mostUnsteady) {
    return { passes: false, lines: [`${failures.size} files failed: too many to run them once more`] };
  }
  const lines: string[] = [];
  let passes = true;
  for (const [file, text] of failures) {
    if (await passesAlone(file))
      lines.push(`UNSTEADY: ${file} failed, and passed when it was run once more. It said:\n${text}`);
    else {
      lines.push(`${file} failed again when it was run once more`);
      passes = false;
    }
  }
  return { passes, lines };
}
