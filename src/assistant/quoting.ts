/** An answer without a model: what is kept, quoted with dates and ids, in an order that fits the question. */
import {excerpt} from '../text.ts';
import type {Clock} from '../time.ts';
import type {Intent} from './intent.ts';
import {type DueItem, type Item, type Material, spanDates} from './material.ts';
import {dayText, distanceText} from './when.ts';

export interface Quoted {
  readonly text: string;
  /** Ids of what was quoted, in order. */
  readonly cited: readonly string[];
}

/** Says where the words come from; always the first line. */
export const quotedMark = 'No model: from your notes.';

const mostQuotes = 6;

/** Hits below this share of the best one are about something else. */
const relevantShare = 0.35;

export function quoteAnswer(material: Material, intent: Intent, clock: Clock): Quoted {
  const parts = intent.asksDue
    ? duePart(material, clock)
    : quotesPart(relevant(material.found), intent, clock);
  const also =
    intent.asksDue && parts.cited.length === 0
      ? quotesPart(relevant(material.found), intent, clock)
      : undefined;
  const blocks = [quotedMark, parts.text, ...(also && also.cited.length > 0 ? [also.text] : [])];
  return {
    text: blocks.join('\n\n'),
    cited: [...parts.cited, ...(also?.cited ?? [])],
  };
}

const relevant = (found: readonly Item[]): readonly Item[] => {
  const best = Math.max(0, ...found.map(item => item.score));
  return found.filter(item => item.score >= best * relevantShare);
};

function duePart({due, span}: Material, clock: Clock): Quoted {
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

function quotesPart(found: readonly Item[], intent: Intent, clock: Clock): Quoted {
  if (found.length === 0) {
    return {text: 'Nothing that is kept fits these words.', cited: []};
  }
  const ordered = intent.asksWhen === 'last' ? byDate(found) : found;
  const shown = ordered.slice(0, mostQuotes);
  const lead = intent.asksWhen === 'last' ? latestLine(shown[0]!, clock) : undefined;
  const rest = shown.map(item => quote(item, clock));
  return {
    text: [...(lead ? [lead] : []), ...rest].join('\n\n'),
    cited: shown.map(item => item.id),
  };
}

/** The strongest matches, newest first: "last" asks for the latest of those that are really about it. */
function byDate(found: readonly Item[]): readonly Item[] {
  const best = Math.max(...found.map(item => item.score));
  const [strong, weak] = [
    found.filter(item => item.score >= best * 0.6),
    found.filter(item => item.score < best * 0.6),
  ];
  return [...strong.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)), ...weak];
}

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
