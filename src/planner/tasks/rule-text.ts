/** The text of an RFC 5545 rule: its parts, its end, and what "every month" means from the 31st. */

/** A date, or a date and time without zone: `2026-11-23`, `2026-11-23T09:00`. */
export type Occurrence = string;

/** The value of one part (`COUNT`), or undefined where the rule has none. */
export const rulePart = (rule: string, name: string): string | undefined =>
  rule
    .split(';')
    .find(part => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const isEnd = (part: string): boolean => part.startsWith('COUNT=') || part.startsWith('UNTIL=');

/** The rule as if it went on for ever. */
export const withoutEnd = (rule: string): string =>
  rule
    .split(';')
    .filter(part => !isEnd(part))
    .join(';');

/** The rule with its last date, but as if it never counted. */
export const withoutCount = (rule: string): string =>
  rule
    .split(';')
    .filter(part => !part.startsWith('COUNT='))
    .join(';');

/** How many occurrences are left, this one included; infinite where the rule does not count. */
export const countOf = (rule: string): number =>
  Number(rulePart(rule, 'COUNT') ?? Number.POSITIVE_INFINITY);

/** The rule after some more occurrences were used up, left out or not; undefined when none is left. */
export function countedDown(rule: string, used: number): string | undefined {
  const count = countOf(rule);
  if (count === Number.POSITIVE_INFINITY) return rule;
  if (!(count - used > 0)) return undefined;
  return rule.replace(`COUNT=${count}`, `COUNT=${count - used}`);
}

/** Whether a rule itself says at what time of day it happens. */
export const saysHours = (rule: string): boolean =>
  /FREQ=(HOURLY|MINUTELY)|BYHOUR|BYMINUTE/.test(rule);

/** Whether a rule names days that it falls on, and not only how far they lie apart. */
export const saysDays = (rule: string): boolean =>
  /BYDAY|BYMONTHDAY|BYMONTH=|BYYEARDAY|BYWEEKNO|BYSETPOS/.test(rule);

/**
 * A step of months or years as people mean it: "every month" from the 31st is due on the last day
 * of a shorter month, and on the 31st again after it. RFC 5545 would skip that month, as a calendar
 * does and as "every month on the 31st" asks for; so the rule says the days.
 */
export function inShortMonths(rule: string, first: Occurrence): string {
  const freq = rulePart(rule, 'FREQ');
  const day = Number(first.slice(8, 10));
  if (saysDays(rule) || day <= 28) return rule;
  const isLeapDay = first.slice(5, 10) === '02-29';
  if (freq !== 'MONTHLY' && !(freq === 'YEARLY' && isLeapDay)) return rule;
  const days = Array.from({length: day - 27}, (_, more) => 28 + more).join(',');
  const month = freq === 'YEARLY' ? ['BYMONTH=2'] : [];
  const parts = rule.split(';');
  const [ends, others] = [parts.filter(isEnd), parts.filter(part => !isEnd(part))];
  const added = [...month, `BYMONTHDAY=${days}`, `BYSETPOS=${lastOfDay(rule)}`];
  return [...others, ...added, ...ends].join(';');
}

/** BYSETPOS counts moments: of a day with several times, all of them. */
function lastOfDay(rule: string): string {
  const times = ['BYHOUR', 'BYMINUTE'].map(name => rulePart(rule, name)?.split(',').length ?? 1);
  const most = times.reduce((product, count) => product * count, 1);
  return Array.from({length: most}, (_, at) => at - most).join(',');
}

/** The engine lays out a whole period at once: this many moments of one take it a tenth of a second. */
const mostOfOnePeriod = 4_000;

const daysIn: Readonly<Record<string, number>> = {YEARLY: 366, MONTHLY: 31, WEEKLY: 7};

/** Whether one year, month, week or day of a rule holds more moments than may be laid out. */
export function isTooFine(rule: string): boolean {
  const count = (name: string): number => rulePart(rule, name)?.split(',').length ?? 1;
  const times = count('BYHOUR') * count('BYMINUTE') * count('BYSECOND');
  const days = saysDays(rule) ? (daysIn[rulePart(rule, 'FREQ') ?? ''] ?? 1) : 1;
  return rule.length > 4_000 || times * days > mostOfOnePeriod;
}
