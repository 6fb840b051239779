// Finds misspelt names: one letter too many, one too few, one replaced, or two swapped.

/** Shorter names are similar to too many others. */
const SHORTEST = 6;
const LONG = 8;
/** Variables of terminals and of Windows. */
const KNOWN_OTHERS = new Set(['LINES', 'COLUMNS', 'WINDOWID']);

/** The number of such mistakes between two names. */
function slips(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[other.length] ?? 0;
}

/** The unknown names, each with the known name that it resembles: one mistake apart, or two in a long name. */
export function lookalikes(names: readonly string[], known: readonly string[]): { name: string; like: string }[] {
  return names.toSorted().flatMap((name) => {
    if (!/^[A-Z][A-Z\d_]*$/.test(name) || known.includes(name) || KNOWN_OTHERS.has(name)) return [];
    const near = known
      .filter((each) => each.length >= SHORTEST && Math.abs(each.length - name.length) <= 2)
      .map((like) => ({ name, like, by: slips(name, like) }))
      .filter(({ like, by }) => by <= (like.length >= LONG ? 2 : 1))
      .sort((a, b) => a.by - b.by);
    return near.slice(0, 1).map(({ like }) => ({ name, like }));
  });
}
