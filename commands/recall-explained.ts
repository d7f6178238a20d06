/** `memu recall --explain`: the hits, what each score is the sum of, and what was asked and left out. */
import type {CutReason, Explanation} from '../src/recall/explanation.ts';
import type {Hit} from '../src/recall/recall.ts';

/** Under a hit: `0.61 = words 0.32 + meaningAround 0.2 - asks 0.05`. */
export function sumLine({score, reasons = {}}: Hit): string {
  const parts = Object.entries(reasons).map(([name, value], at) => {
    const sign = value < 0 ? '- ' : at > 0 ? '+ ' : '';
    return `${sign}${name} ${Math.abs(value)}`;
  });
  return `    ${score} = ${parts.join(' ')}`;
}

/** What was asked, how much was looked at, and what was left out why; ids as `short` writes them. */
export function courseLines(
  {terms, unknown, time, is_bare: isBare, ranked, near, cut}: Explanation,
  short: (id: string) => string,
): string[] {
  const words = terms.map(({word, weight, passages, forms}) => {
    const others = forms.length > 1 ? `, also as ${forms.slice(1).join(' ')}` : '';
    return `  ${word}: ${weight}, in ${passages} passages${others}`;
  });
  const span = time && `time: ${time.text} (${time.since ?? '…'} to ${time.until ?? '…'})`;
  const reasons = Map.groupBy(cut, item => item.reason);
  const left = [...reasons].map(
    ([reason, items]) => `  ${leftOut(reason, items.length)}: ${ids(items, short)}`,
  );
  return [
    isBare ? 'words, looked for as they are:' : 'words asked for:',
    ...words,
    ...unknown.map(word => `  ${word}: nothing that is kept holds it`),
    ...(span ? [span] : []),
    `ranked by words: ${ranked} passages; near by a model's vectors: ${near}`,
    ...(left.length > 0 ? ['left out:', ...left] : []),
  ];
}

const leftOut = (reason: CutReason, count: number): string => `${reason} (${count})`;

const shown = 5;

const ids = (items: readonly {readonly id: string}[], short: (id: string) => string): string =>
  [...items.slice(0, shown).map(({id}) => short(id)), ...(items.length > shown ? ['…'] : [])].join(
    ' ',
  );
