/** The words of a text that say what it is about: enough to see whether two texts have a subject in common. */

/** Numbers, and the beginnings of longer words: endings differ, stems do not. */
export const tellingWords = (text: string): ReadonlySet<string> =>
  new Set(
    (
      text.toLowerCase().match(/\p{N}+|\p{L}{4,}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu) ??
      []
    )
      .filter(word => !hollow.has(word))
      .map(word => word.slice(0, 5)),
  );

const hollow: ReadonlySet<string> = new Set(
  'about after again also been before being both could does done each from have having here into just kept last like made many more most much must need note notes only other over said same should some such than that their them then there these they this those thus very want well were what when where which while will with would write wrote your'.split(
    ' ',
  ),
);
