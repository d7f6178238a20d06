/** Entries quoted as an answer without a model: those that are about the question, the most telling first. */
import {excerpt} from '../../ground/text.ts';
import {type Clock, today} from '../../ground/time.ts';
import {hasHappened, type Item} from '../prompt/items.ts';
import {dayText, distanceText, namedDay} from '../reading/format-dates.ts';
import {keywords, sharedKeywords, shareKeywords} from '../reading/keywords.ts';
import type {ExtractivePart, QuoteRequest} from './extractive-answer.ts';

const mostQuotes = 6;

/** Turns of one conversation; the rest of it can be read there. */
const mostOfOne = 2;

/** Hits below this share of the best one are about something else, unless they name what was asked. */
const relevantShare = 0.35;
const strongShare = 0.6;

interface Candidate extends Item {
  /** How many of the telling words of the question it has. */
  readonly shared: number;
  readonly points: number;
  /** How many others say the same. */
  readonly alike: number;
}

export function quotesPart(request: QuoteRequest, said: readonly string[]): ExtractivePart {
  const {intent, clock} = request;
  const found = candidates(request).filter(item => !said.includes(item.id));
  const ordered = intent.asksWhen === 'last' ? latestFirst(found, clock) : found;
  const shown = fewOfEach(ordered).slice(0, mostQuotes);
  const [first] = shown;
  if (!first) return {text: 'Nothing that is kept fits these words.', cited: []};
  const lead = intent.asksWhen === 'last' ? [latestLine(first, clock)] : [];
  return {
    text: [...lead, ...shown.map(item => quote(item, clock))].join('\n\n'),
    cited: shown.map(item => item.id),
  };
}

/** What is about the question, the best first. What is due is looked at too: it was found already. */
function candidates({question, intent, material}: QuoteRequest): readonly Candidate[] {
  const {span, due, found, further} = material;
  const about = keywords(question.replace(span?.text ?? '', ' '));
  const best = Math.max(0, ...found.map(item => item.score));
  const dueToo = due
    .filter(item => shareKeywords(about, `${item.title} ${item.text}`))
    .map(item => ({...item, score: best}));
  const isPast = intent.asksWhen === 'last' || intent.asksDone;
  const all = [...found, ...further, ...dueToo].filter(
    item => !isBareQuestion(item) && (!isPast || hasHappened(item)),
  );
  const judged = withoutTwins(all).map(item => judge(item, about, question));
  const named = judged.filter(item => item.shared > 0);
  const fitting =
    named.length > 0 ? named : judged.filter(item => item.isByMeaning || about.size === 0);
  return relevant(fitting).toSorted((a, b) => b.points - a.points);
}

/** A question that was asked once says nothing about its answer. */
const isBareQuestion = ({kind, text}: Item): boolean =>
  kind.startsWith('said') && /^[^.!?\n]*\?\s*$/.test(text);

const asksForWords = /\b(write|wrote|written|note|notes|noted|jot|jotted)\b/i;

/** What was kept on purpose says more than what was said in passing. */
function judge(
  item: Item & {readonly alike: number},
  about: ReadonlySet<string>,
  question: string,
): Candidate {
  const shared = sharedKeywords(about, `${item.title} ${item.text}`);
  const isWritten = item.kind === 'note' || item.kind === 'memory';
  const worth = item.kind.startsWith('said') ? 0.3 : isWritten ? 1.2 : 1;
  const wanted = isWritten && asksForWords.test(question) ? 2 : 1;
  return {...item, shared, points: item.score * worth * wanted * (1 + shared / 4)};
}

/** The newest of those that say the very same, with how many others there are. */
function withoutTwins(items: readonly Item[]): readonly (Item & {readonly alike: number})[] {
  const byText = Map.groupBy(items, item => (item.text || item.title).toLowerCase().trim());
  return [...byText.values()].map(same => {
    const [newest] = same.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
    return {...newest!, score: Math.max(...same.map(one => one.score)), alike: same.length - 1};
  });
}

function relevant(found: readonly Candidate[]): readonly Candidate[] {
  const best = Math.max(0, ...found.map(item => item.score));
  const most = Math.max(0, ...found.map(item => item.shared));
  return found.filter(
    item => item.score >= best * relevantShare || (most > 0 && item.shared === most),
  );
}

/**
 * Those that share most of the question's words, newest first, then the others: "last" asks for the
 * latest of those that are really about it, and how well each is worded does not matter.
 */
function latestFirst(found: readonly Candidate[], clock: Clock): readonly Candidate[] {
  const most = Math.max(0, ...found.map(item => item.shared));
  const best = Math.max(0, ...found.map(item => item.score));
  const isStrong = (item: Candidate) =>
    most > 0 ? item.shared === most : item.score >= best * strongShare;
  return [
    ...found
      .filter(isStrong)
      .toSorted((a, b) => happenedAt(b, clock).localeCompare(happenedAt(a, clock))),
    ...found.filter(item => !isStrong(item)),
  ];
}

function fewOfEach(items: readonly Candidate[]): readonly Candidate[] {
  const seen = new Map<string, number>();
  return items.filter(({id}) => {
    const times = seen.get(id) ?? 0;
    seen.set(id, times + 1);
    return times < mostOfOne;
  });
}

/** The day that the words name, when it has come; otherwise when they were kept. */
function happenedAt({text, title, createdAt}: Item, clock: Clock): string {
  const day = namedDay(`${title} ${text}`);
  return day !== undefined && day <= today(clock) ? day : createdAt;
}

function latestLine(item: Item, clock: Clock): string {
  const at = happenedAt(item, clock);
  const day = dayText(at, clock.zone);
  return `The latest about it is from ${day}, ${distanceText(at, clock.now(), clock.zone)} [${item.prefix}].`;
}

function quote(item: Candidate, clock: Clock): string {
  const date = dayText(item.createdAt, clock.zone);
  const twins = item.alike === 0 ? '' : `and ${item.alike} more like it`;
  const about = [item.kind, date, item.state, twins].filter(part => part !== '').join(', ');
  const heading = `[${item.prefix}] ${item.title || about}${item.title ? ` (${about})` : ''}`;
  const words = item.text === item.title ? '' : excerptLines(item.text);
  return words === '' ? heading : `${heading}\n${words}`;
}

/** A quotation in Markdown's sign, cut to some lines. */
const excerptLines = (text: string): string =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .slice(0, 6)
    .map(line => `  > ${excerpt(line, 300)}`)
    .join('\n');
