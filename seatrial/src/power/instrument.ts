/**
 * Puts all mutants into a system's sources at once, each behind a switch, so that one build serves for all of them. The
 * instrumenter of Stryker does it, with our operators beside its own; it is a package that only this verb needs, so it is
 * imported when it is used, and may be missing.
 *
 * Its public entry takes no operators, so ours are added to the list in its `mutators/index.js`. A version without that list
 * is refused by name.
 */
import type { Mutant } from './mutant.ts';
import { mutatedLines } from './mutated-lines.ts';
import { SERVICE_OPERATORS, type ServiceOperator } from './service-operators.ts';

/** A file from the project's folder, and what is in it. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

export type Instrumented =
  | { ok: true; files: readonly SourceText[]; mutants: readonly Mutant[] }
  | { ok: false; problem: string; hint: string };

const PACKAGE = '@stryker-mutator/instrumenter';

export async function instrument(files: readonly SourceText[]): Promise<Instrumented> {
  const made = await makeInstrumenter();
  if (!made.ok) return made;
  try {
    const given = files.map(({ file, text }) => ({ name: file, content: text, mutate: true }));
    const texts = new Map(files.map(({ file, text }) => [file, text]));
    const result = await made.instrumenter.instrument(given, { excludedMutations: [], ignorers: [], plugins: null });
    return {
      ok: true,
      files: result.files.map(({ name, content }) => ({ file: name, text: content })),
      mutants: result.mutants
        .filter(({ status }) => status !== 'Ignored')
        .map(({ id, fileName: file, mutatorName: operator, location, replacement = '' }) => {
          const lines = mutatedLines(texts.get(file) ?? '', { ...location, replacement });
          return { id, file, operator, ...location, lines };
        }),
    };
  } catch (error) {
    const [problem = ''] = (error as Error).message.split('\n');
    return { ok: false, problem: `the sources cannot be mutated: ${problem}`, hint: 'leave that file out of --mutate' };
  }
}

async function makeInstrumenter() {
  let entry: string;
  try {
    entry = import.meta.resolve(PACKAGE);
  } catch {
    const hint = `install it: npm install --save-dev ${PACKAGE}@10`;
    return { ok: false, problem: `${PACKAGE} is not here, which makes the mutants`, hint } as const;
  }
  const { createInstrumenter } = await import('@stryker-mutator/instrumenter');
  const added = await addOperators(new URL('./mutators/index.js', entry).href);
  if (added) return { ok: true, instrumenter: createInstrumenter(injector()) } as const;
  const problem = `this version of ${PACKAGE} takes no operators of ours`;
  return {
    ok: false,
    problem,
    hint: `install the one that is known: npm install --save-dev ${PACKAGE}@10.1.1`,
  } as const;
}

/** Whether the instrumenter knows our operators from now on. */
async function addOperators(list: string): Promise<boolean> {
  try {
    const { allMutators } = (await import(list)) as { allMutators: ServiceOperator[] };
    for (const operator of SERVICE_OPERATORS) if (!allMutators.includes(operator)) allMutators.push(operator);
    return true;
  } catch {
    return false;
  }
}

type Injector = Parameters<typeof import('@stryker-mutator/instrumenter')['createInstrumenter']>[0];

/** Gives the instrumenter what it asks for by name: its own pieces, and a logger that says nothing. */
function injector(): Injector {
  const silent = (): void => undefined;
  const never = (): boolean => false;
  const logger = {
    ...{ isTraceEnabled: never, isDebugEnabled: never, isInfoEnabled: never, isWarnEnabled: never },
    ...{ isErrorEnabled: never, isFatalEnabled: never },
    ...{ trace: silent, debug: silent, info: silent, warn: silent, error: silent, fatal: silent },
  };
  const values = new Map<string, unknown>([['logger', logger]]);
  const self = {
    provideValue(name: string, value: unknown) {
      values.set(name, value);
      return self;
    },
    injectClass<T>(made: { new (...given: unknown[]): T; inject: readonly string[] }): T {
      return new made(...made.inject.map((name) => values.get(name)));
    },
  };
  return self as unknown as Injector;
}
