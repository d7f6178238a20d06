/** The words of a text that say what it is about: enough to see whether two texts have a subject in common. */

/** Numbers, and the beginnings of longer words: endings differ, stems do not. */
export const keywords = (text: string): ReadonlySet<string> =>
  new Set(
    (
      text.toLowerCase().match(/\p{N}+|\p{L}{3,}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu) ??
      []
    )
      .filter(word => !stopWords.has(word))
      .map(word => word.slice(0, 5)),
  );

/** How many of the words stand in a text. */
export function sharedKeywords(words: ReadonlySet<string>, text: string): number {
  const there = keywords(text);
  return [...words].filter(word => there.has(word)).length;
}

/** Whether any of the words stands in a text. */
export const shareKeywords = (words: ReadonlySet<string>, text: string): boolean =>
  sharedKeywords(words, text) > 0;

const stopWords: ReadonlySet<string> = new Set(
  'ago all and any are but can did does due for get got had has her him his how its let may new not now off old one our out per put say see set she the they too use via was who why yes yet you about after again also been before being both could done each from have having here into just kept last like made many more most much must need note notes only other over said same should some such than that their them then there these they this those thus very want well were what when where which while will with would write wrote your'.split(
    ' ',
  ),
);
