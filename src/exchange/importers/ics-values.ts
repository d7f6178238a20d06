/** Dates and times of a calendar as they stand there: what is written counts, not what VALUE says of it. */
import {isCalendarDate} from '../../ground/time.ts';

const dated = new Set([
  ...['DTSTART', 'DTEND', 'DUE', 'RECURRENCE-ID', 'EXDATE', 'RDATE', 'COMPLETED'],
]);
const property =
  /^(?<name>[A-Za-z-]+)(?<parameters>(?:;[^:;=]+=(?:"[^"]*"|[^",:;]*)(?:,(?:"[^"]*"|[^",:;]*))*)*):(?<value>.*)$/;

/**
 * The lines of a component, unfolded, with each date typed as it is written: `DTSTART:20261224` is a
 * date and `DTSTART;VALUE=DATE:20261204T120000` a time. Of a period its start is taken.
 */
export function withTypedDates(source: string): string {
  const lines = source.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  return lines.flatMap(typedLine).join('\r\n');
}

function typedLine(line: string): readonly string[] {
  const {name = '', parameters = '', value = ''} = property.exec(line)?.groups ?? {};
  if (!dated.has(name.toUpperCase())) return [line];
  const values = value.split(',').map(one => typedValue(one.trim()));
  // What is no date is left for the reader to name.
  if (values.includes(undefined)) return [line];
  const others = parameters.replace(/;VALUE=[^:;]*/i, '');
  const byType = Map.groupBy(values, one => one?.type ?? '');
  return [...byType].map(
    ([type, some]) => `${name}${others}${type}:${some.map(one => one?.text).join(',')}`,
  );
}

interface Typed {
  readonly type: '' | ';VALUE=DATE';
  readonly text: string;
}

/** @throws RangeError for a day that the calendar does not have */
function typedValue(value: string): Typed | undefined {
  const date = /^(\d{4})(\d\d)(\d\d)(?!\d)/.exec(value)?.slice(1).join('-');
  if (date !== undefined && !isCalendarDate(date)) throw new RangeError(`${date} is no date`);
  if (/^\d{8}$/.test(value)) return {type: ';VALUE=DATE', text: value};
  const time = /^(\d{8}T\d{4})(\d\d)?(Z?)(?:\/.+)?$/.exec(value);
  if (!time) return undefined;
  const [, minutes, seconds = '00', zone] = time;
  return {type: '', text: `${minutes}${seconds}${zone}`};
}

/** Whether a component names a period where memu keeps its start alone. */
export const hasPeriod = (source: string): boolean =>
  /^RDATE[^\n:]*:[^\n]*\//im.test(source.replace(/\r?\n[ \t]/g, ''));
