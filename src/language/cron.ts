/** A cron expression read into the parts of a recurrence rule. */
import {UsageError} from '../ground/errors.ts';
import type {RuleParts} from './grammar/phrases.ts';

interface Field {
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const minute: Field = {from: 0, to: 59};
const hour: Field = {from: 0, to: 23};
const dayOfMonth: Field = {from: 1, to: 31};
const month: Field = {
  from: 1,
  to: 12,
  names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
const dayOfWeek: Field = {
  from: 0,
  to: 7,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};
const dayCodes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const nicknames: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

export const isCron = (text: string): boolean =>
  text in nicknames ||
  /^[\d*/,-]+\s+[\d*/,-]+\s+[\d*/,-]+\s+[\da-z*/,-]+\s+[\da-z*/,-]+$/i.test(text);

/** `0 9 * * 1-5` is every weekday at nine. Throws a UsageError for what one rule cannot say. */
export function cronParts(expression: string): RuleParts {
  const fields = (nicknames[expression] ?? expression).trim().split(/\s+/);
  const [minuteText = '', hourText = '', dayText = '', monthText = '', weekText = ''] = fields;
  const minutes = values(minuteText, minute, expression) ?? range(minute);
  const hours = values(hourText, hour, expression);
  const days = values(dayText, dayOfMonth, expression);
  const months = values(monthText, month, expression);
  const weekdays = values(weekText, dayOfWeek, expression);
  if (days && weekdays) {
    throw new UsageError(
      `"${expression}" means either of two days in cron, which one rule cannot say.`,
      {
        hint: 'Make two tasks, one for the day of the month and one for the weekday.',
      },
    );
  }
  return {...cronDays(days, months, weekdays), ...cronTime(minutes, hours)};
}

function cronDays(
  days: readonly number[] | undefined,
  months: readonly number[] | undefined,
  weekdays: readonly number[] | undefined,
): RuleParts {
  const inMonths = months ? {byMonth: months} : {};
  if (weekdays) {
    const codes = [...new Set(weekdays.map(day => dayCodes[day % 7] ?? 'SU'))];
    return {freq: 'WEEKLY', byDay: codes, ...inMonths};
  }
  if (!days) return {freq: 'DAILY', ...inMonths};
  return months
    ? {freq: 'YEARLY', byMonth: months, byMonthDay: days}
    : {freq: 'MONTHLY', byMonthDay: days};
}

/** One time a day is the task's own time; several become part of the rule. */
function cronTime(
  minutes: readonly number[],
  hours: readonly number[] | undefined,
): Partial<RuleParts> {
  const [firstHour] = hours ?? [];
  const [firstMinute] = minutes;
  if (hours?.length === 1 && minutes.length === 1) {
    return {time: {hour: firstHour ?? 0, minute: firstMinute ?? 0}};
  }
  return {
    byHour: hours ?? range(hour),
    byMinute: minutes,
    time: {hour: firstHour ?? 0, minute: firstMinute ?? 0},
  };
}

function values(text: string, field: Field, expression: string): readonly number[] | undefined {
  if (text === '*') return undefined;
  const found = new Set<number>();
  for (const item of text.split(',')) {
    for (const value of itemValues(item, field, expression)) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function itemValues(item: string, field: Field, expression: string): readonly number[] {
  const [body = '', stepText] = item.split('/');
  const step = stepText === undefined ? 1 : Number(stepText);
  const [first = '', last] =
    body === '*' ? [String(field.from), String(field.to)] : body.split('-');
  const from = numberOf(first, field);
  const to =
    last === undefined ? (stepText === undefined ? from : field.to) : numberOf(last, field);
  const isBad = [from, to, step].some(n => !Number.isInteger(n)) || step < 1;
  if (isBad || from < field.from || to > field.to || from > to) {
    throw new UsageError(`"${item}" in "${expression}" is outside what cron allows there.`);
  }
  return range({from, to}).filter(value => (value - from) % step === 0);
}

function numberOf(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  return named > -1 && text !== '' ? named : text === '' ? Number.NaN : Number(text);
}

const range = (field: Field): readonly number[] =>
  Array.from({length: field.to - field.from + 1}, (_, n) => field.from + n);
