/** Labels in the words of a task (`+project`, `@context`, `#tag`): which of them are no part of its title. */

/** After these a label is the word that they lead to: "measure space for +chapelShelving". */
const leading = new Set([
  ...['a', 'an', 'the', 'my', 'our', 'your', 'his', 'her', 'their', 'this', 'that', 'every', 'no'],
  ...['about', 'after', 'against', 'and', 'as', 'at', 'before', 'by', 'for', 'from', 'in', 'into'],
  ...['of', 'on', 'onto', 'or', 'over', 'per', 'than', 'through', 'to', 'under', 'via', 'vs'],
  ...['with', 'within', 'without'],
]);

/** A link may stand among the labels at the end, as what they belong to. */
const isLink = (word: string): boolean => /^[a-z][\w+.-]*:\/\//i.test(word);

/** The words of a title: labels that stand behind them leave it, one between them is what it says. */
export function withoutLastLabels(words: readonly string[], label: RegExp): readonly string[] {
  let end = words.length;
  while (end > 0 && (label.test(words[end - 1] ?? '') || isLink(words[end - 1] ?? ''))) end -= 1;
  if (end > 0 && leading.has((words[end - 1] ?? '').toLowerCase())) end += 1;
  return [...words.slice(0, end), ...words.slice(end).filter(word => !label.test(word))];
}
