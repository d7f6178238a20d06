/** "Tick off call mum", "the rent is paid", "I called the dentist": which open task is said to be done. */
import {keywords, sharedKeywords} from '../reading/keywords.ts';

const orders: readonly RegExp[] = [
  /^\W*(?:please |can you |could you |would you )*(?:tick|check|cross) (?:off )?(?<words>.+?)(?: off)?(?: (?:my|the) list)?\W*$/i,
  /^\W*(?:please |can you |could you |would you )*(?:mark|set) (?:the )?(?:task )?(?<words>.+?) (?:as |to )?(?:done|completed?|finished)\W*$/i,
  /^\W*(?:please |can you |could you |would you )*(?:complete|finish|close) (?:the )?(?:task )?(?<words>.+?)\W*$/i,
  /^\W*(?<words>.+?) (?:is|are) (?:done|finished|completed|paid|sent|booked|bought|ordered|signed)\W*$/i,
  /^\W*(?:i|we)(?:'ve| have)? (?:just |already |finally )*(?<words>(?:finished|completed|done|did|paid|called|booked|bought|sent|returned|ordered|signed|cleaned|wrote|written|watered|filled in|asked)\b.+?)\W*$/i,
];

/** The words that name what is done; undefined for anything else. */
export function readDone(text: string): string | undefined {
  const line = text.trim();
  if (line.includes('\n') || line.endsWith('?')) return undefined;
  for (const order of orders) {
    const words = order.exec(line)?.groups?.words;
    if (words !== undefined)
      return words.replace(/^["'“]|["'”]$/g, '').replace(/^(?:the|my) /i, '');
  }
  return undefined;
}

/** Half of the words, or more, must be the task's. */
const leastShare = 0.5;

/** The one of the tasks that the words name best; undefined when none is meant. */
export function taskNamed<Task extends {readonly title: string}>(
  words: string,
  tasks: readonly Task[],
): Task | undefined {
  const said = keywords(words);
  if (said.size === 0) return undefined;
  const judged = tasks.map(task => {
    const shared = sharedKeywords(said, task.title);
    const isWhole = task.title.toLowerCase() === words.toLowerCase();
    return {task, share: isWhole ? 2 : shared / said.size + shared / 100};
  });
  const [best] = judged.toSorted((a, b) => b.share - a.share);
  return best !== undefined && best.share >= leastShare ? best.task : undefined;
}
