/** An answer without a model: what is kept, quoted with dates and ids, in an order that fits the question. */
import {excerpt} from '../text.ts';
import type {Clock} from '../time.ts';
import type {Intent} from './intent.ts';
import {type DueItem, type Item, type Material, spanDates} from './material.ts';
import {tellingWords} from './telling-words.ts';
import {dayText, distanceText} from './when.ts';

export interface Quoted {
  readonly text: string;
  /** Ids of what was quoted, in order. */
  readonly cited: readonly string[];
}

/** Says where the words come from; always the first line. */
export const quotedMark = 'No model: from your notes.';

const mostQuotes = 6;

/** Hits below this share of the best one are about something else, unless they name what was asked. */
const relevantShare = 0.35;
const strongShare = 0.6;

export interface QuoteRequest {
  readonly question: string;
  readonly intent: Intent;
  readonly material: Material;
  readonly clock: Clock;
}

export function quoteAnswer({question, intent, material, clock}: QuoteRequest): Quoted {
  const isPast = intent.asksWhen === 'last';
  const found = namedIn(question, isPast ? material.found.filter(hasHappened) : material.found);
  const due = intent.asksDue
    ? duePart(dueAbout(question, material), material.span, clock)
    : undefined;
  const needsQuotes = due === undefined || due.cited.length === 0;
  const quotes = needsQuotes ? quotesPart(found, {question, intent, clock}) : undefined;
  const parts = [due, due && quotes?.cited.length === 0 ? undefined : quotes].filter(
    part => part !== undefined,
  );
  return {
    text: [quotedMark, ...parts.map(part => part.text)].join('\n\n'),
    cited: parts.flatMap(part => part.cited),
  };
}

/** Words that ask for tasks and say nothing about which. */
const aboutTasks =
  /\b(due|overdue|deadlines?|to-?dos?|tasks?|agenda|today|tomorrow|tonight|days?|weeks?|months?|years?|coming|upcoming|open|left|list|plans?|schedule|things?|show|tell|anything|everything|all|any)\b/gi;

/** Only the overdue when those are asked for; only what is meant when the question names it. */
function dueAbout(question: string, {due, span}: Material): readonly DueItem[] {
  const asked = /\boverdue\b/i.test(question) ? due.filter(item => item.isOverdue) : due;
  const about = tellingWords(question.replace(span?.text ?? '', ' ').replace(aboutTasks, ' '));
  const meant = asked.filter(item => {
    const words = tellingWords(`${item.title} ${item.text}`);
    return [...about].some(word => words.has(word));
  });
  return meant.length > 0 ? meant : asked;
}

/** A task or goal that lies ahead is no answer to "when did I last …". */
const hasHappened = ({kind, state}: Item): boolean =>
  kind !== 'goal' && !/^(due|no date)/.test(state);

/** What names the thing asked about, where anything does; otherwise what fits well enough. */
function namedIn(question: string, found: readonly Item[]): readonly Item[] {
  const about = tellingWords(question);
  const named = found.filter(item => sharedWords(about, item) > 0);
  return relevant(named.length > 0 ? named : found, question);
}

function relevant(found: readonly Item[], question: string): readonly Item[] {
  const best = Math.max(0, ...found.map(item => item.score));
  const about = tellingWords(question);
  const most = Math.max(0, ...found.map(item => sharedWords(about, item)));
  return found.filter(
    item => item.score >= best * relevantShare || (most > 0 && sharedWords(about, item) === most),
  );
}

function duePart(due: readonly DueItem[], span: Material['span'], clock: Clock): Quoted {
  const heading = dueHeading(span, clock);
  if (due.length === 0) return {text: `Nothing is due${heading}.`, cited: []};
  const overdue = due.filter(item => item.isOverdue);
  const coming = due.filter(item => !item.isOverdue && item.due !== null);
  const undated = due.filter(item => item.due === null);
  const blocks = [
    block('Overdue', overdue, clock),
    block(`Due${heading}`, coming, clock),
    block('Without a date', undated, clock),
  ].filter(text => text !== '');
  if (coming.length === 0 && span) blocks.push(`Nothing else is due${heading}.`);
  return {
    text: blocks.join('\n\n'),
    cited: [...overdue, ...coming, ...undated].map(item => item.id),
  };
}

function dueHeading(span: Material['span'], clock: Clock): string {
  if (!span) return '';
  const {first, last} = spanDates(span, clock.zone);
  const said = ` ${span.text.toLowerCase()}`;
  if (last === undefined || first === last)
    return last ? `${said} (${dayText(last, clock.zone)})` : said;
  const from = first === undefined ? 'until' : `${dayText(first, clock.zone)} to`;
  return `${said} (${from} ${dayText(last, clock.zone)})`;
}

const block = (heading: string, items: readonly DueItem[], clock: Clock): string =>
  items.length === 0
    ? ''
    : [`${heading}:`, ...items.map(item => `  ${dueLine(item, clock)}`)].join('\n');

function dueLine({due, title, prefix}: DueItem, clock: Clock): string {
  const date =
    due === null
      ? ''
      : `${dayText(due, clock.zone, true)}, ${distanceText(due, clock.now(), clock.zone)}: `;
  return `${date}${title} [${prefix}]`;
}

function quotesPart(
  found: readonly Item[],
  {question, intent, clock}: Omit<QuoteRequest, 'material'>,
): Quoted {
  if (found.length === 0) {
    return {text: 'Nothing that is kept fits these words.', cited: []};
  }
  const ordered = intent.asksWhen === 'last' ? byDate(found, question) : found;
  const shown = ordered.slice(0, mostQuotes);
  const lead = intent.asksWhen === 'last' ? latestLine(shown[0]!, clock) : undefined;
  const rest = shown.map(item => quote(item, clock));
  return {
    text: [...(lead ? [lead] : []), ...rest].join('\n\n'),
    cited: shown.map(item => item.id),
  };
}

/**
 * The items that share most of the question's words, newest first, then the others: "last" asks for the
 * latest of those that are really about it, and how well each is worded does not matter.
 */
function byDate(found: readonly Item[], question: string): readonly Item[] {
  const about = tellingWords(question);
  const shared = new Map(found.map(item => [item, sharedWords(about, item)]));
  const most = Math.max(...shared.values());
  const best = Math.max(...found.map(item => item.score));
  const isStrong = (item: Item) =>
    most > 0 ? shared.get(item) === most : item.score >= best * strongShare;
  return [
    ...found.filter(isStrong).toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
    ...found.filter(item => !isStrong(item)),
  ];
}

const sharedWords = (about: ReadonlySet<string>, item: Item): number => {
  const words = tellingWords(`${item.title} ${item.text}`);
  return [...about].filter(word => words.has(word)).length;
};

const latestLine = (item: Item, clock: Clock): string =>
  `The latest about it is from ${dayText(item.createdAt, clock.zone)}, ${distanceText(item.createdAt, clock.now(), clock.zone)} [${item.prefix}].`;

function quote(item: Item, clock: Clock): string {
  const date = dayText(item.createdAt, clock.zone);
  const about = [item.kind, date, item.state].filter(part => part !== '').join(', ');
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
