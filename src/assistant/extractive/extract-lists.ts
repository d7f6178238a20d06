/** What is due, goals and what was done, as lists that answer without a model. */
import type {Clock} from '../../ground/time.ts';
import type {DueItem, Item} from '../prompt/items.ts';
import {type AskedSpan, spanDates} from '../prompt/retrieved-context.ts';
import {dayText, distanceText} from '../reading/format-dates.ts';
import {keywords, shareKeywords} from '../reading/keywords.ts';
import type {ExtractivePart, QuoteRequest} from './extractive-answer.ts';

/** Longest list; what is left out is counted. */
const mostLines = 12;

/** Words that ask for a list and say nothing about what is meant. */
const asking =
  /\b(due|overdue|deadlines?|to-?dos?|tasks?|agenda|today|tomorrow|yesterday|tonight|days?|weeks?|months?|years?|coming|upcoming|open|left|list|plans?|schedule|things?|show|tell|anything|everything|all|any|next|goals?|progress|milestones?|going|doing|along|getting|far|done|finish(ed)?|complete[d]?|accomplish(ed)?|achieved?|manage[d]?|work|plate)\b/gi;

/** What the question names, besides that it asks for a list. */
const subjectOf = ({question, material: {span}}: QuoteRequest): ReadonlySet<string> =>
  keywords(question.replace(span?.text ?? '', ' ').replace(asking, ' '));

const named = <Kind extends Item>(
  items: readonly Kind[],
  subject: ReadonlySet<string>,
): readonly Kind[] => items.filter(item => shareKeywords(subject, `${item.title} ${item.text}`));

/** Undefined when it is not asked for, or when what is asked about is something else that is kept. */
export function duePart(request: QuoteRequest): ExtractivePart | undefined {
  const {question, intent, material, clock} = request;
  if (!intent.asksDue) return undefined;
  const {due: all, span, found} = material;
  const asked = /\boverdue\b/i.test(question) ? all.filter(item => item.isOverdue) : all;
  const subject = subjectOf(request);
  const about = named(found, subject);
  const goals = new Set(about.filter(item => item.kind === 'goal').map(item => item.id));
  const meant = asked.filter(
    item => named([item], subject).length > 0 || (item.goal !== null && goals.has(item.goal)),
  );
  if (meant.length > 0) return dueList(meant, span, clock);
  return about.length > 0 ? undefined : dueList(asked, span, clock);
}

function dueList(
  due: readonly DueItem[],
  span: AskedSpan | undefined,
  clock: Clock,
): ExtractivePart {
  const heading = timeText(span, clock);
  if (due.length === 0) return {text: `Nothing is due${heading}.`, cited: []};
  const shown = due.slice(0, mostLines);
  const overdue = shown.filter(item => item.isOverdue);
  const coming = shown.filter(item => !item.isOverdue && item.due !== null);
  const undated = shown.filter(item => item.due === null);
  const blocks = [
    block('Overdue', overdue, clock),
    block(`Due${heading}`, coming, clock),
    block('Without a date', undated, clock),
  ].filter(text => text !== '');
  if (coming.length === 0 && span) blocks.push(`Nothing else is due${heading}.`);
  if (due.length > shown.length)
    blocks.push(`And ${due.length - shown.length} more: memu task list`);
  return {
    text: blocks.join('\n\n'),
    cited: [...overdue, ...coming, ...undated].map(item => item.id),
  };
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

/** The goals that are named, or all of them when none is; undefined when something else is meant. */
export function goalsPart(request: QuoteRequest): ExtractivePart | undefined {
  const {intent, material, clock} = request;
  if (!intent.asksGoals) return undefined;
  const subject = subjectOf(request);
  const shown = subject.size === 0 ? material.goals : named(material.goals, subject);
  if (shown.length === 0)
    return subject.size === 0 ? {text: 'No goal is under way.', cited: []} : undefined;
  return {
    text: shown.map(goal => goalText(goal, clock, shown.length === 1)).join('\n'),
    cited: shown.map(goal => goal.id),
  };
}

/** One goal whole; of several, the next step only. */
function goalText({title, state, text, prefix}: Item, clock: Clock, isWhole: boolean): string {
  const steps = text.split('\n').filter(line => /^- \[/.test(line));
  const next = steps.filter(line => line.startsWith('- [ ]')).slice(0, 1);
  const shown = isWhole ? steps : next.map(line => line.replace('- [ ]', 'next:'));
  const when = state.replace(/\bby (\d{4}-\d\d-\d\d)/, (_, date: string) => {
    return `by ${dayText(date, clock.zone)}`;
  });
  return [`${title}: ${when} [${prefix}]`, ...shown.map(line => `  ${line}`)].join('\n');
}

export function donePart(request: QuoteRequest): ExtractivePart | undefined {
  const {intent, material, clock} = request;
  if (!intent.asksDone) return undefined;
  const subject = subjectOf(request);
  const shown = subject.size === 0 ? material.done : named(material.done, subject);
  const heading = material.span ? timeText(material.span, clock) : ' in the last 7 days';
  if (shown.length === 0)
    return subject.size === 0 ? {text: `No task was finished${heading}.`, cited: []} : undefined;
  const lines = shown.map(
    ({createdAt, title, prefix}) => `  ${dayText(createdAt, clock.zone)}: ${title} [${prefix}]`,
  );
  return {text: [`Done${heading}:`, ...lines].join('\n'), cited: shown.map(item => item.id)};
}

/** ` this week (Mon 23 November 2026 to Sun 29 November 2026)`; empty without a span. */
function timeText(span: AskedSpan | undefined, clock: Clock): string {
  if (!span) return '';
  const {first, last} = spanDates(span, clock.zone);
  const said = ` ${span.text.toLowerCase()}`;
  if (last === undefined || first === last)
    return last ? `${said} (${dayText(last, clock.zone)})` : said;
  const from = first === undefined ? 'until' : `${dayText(first, clock.zone)} to`;
  return `${said} (${from} ${dayText(last, clock.zone)})`;
}
