/** Working on several things at once and having the results in order. */

/**
 * Enough for what is sealed or opened to overlap with what is read and written. age takes 64 KiB for each
 * while it is at work, so that five hundred at once were the largest thing in memory.
 */
export const sealedAtOnce = 16;

/** At most `atOnce` are under way; whoever takes the results slowly slows the work down. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncIterable<Result> {
  const underWay: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = work(item);
      // Whoever comes first to a failure tells of it; the others are not unhandled.
      result.catch(() => {});
      underWay.push(result);
      if (underWay.length >= atOnce) yield await underWay.shift()!;
    }
    while (underWay.length > 0) yield await underWay.shift()!;
  } finally {
    await Promise.allSettled(underWay);
  }
}
