/**
 * Works on items in their order, `parallel` at the same time. Once one gives a reason to stop, or `signal` is aborted, none more
 * is begun; the first reason is what is returned, null of none.
 */
export async function inParallel<T, Stop>(
  items: readonly T[],
  { parallel, signal }: { readonly parallel: number; readonly signal: AbortSignal },
  work: (item: T) => Promise<Stop | null>,
): Promise<Stop | null> {
  const rest = [...items];
  let first: Stop | null = null;
  const worker = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined && !signal.aborted; item = rest.shift()) {
      const stop = await work(item);
      if (stop !== null) rest.length = 0;
      first ??= stop;
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return first;
}
