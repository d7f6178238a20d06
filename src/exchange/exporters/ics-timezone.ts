/** A zone as a VTIMEZONE: every change of its clocks over the years that a calendar may ask for. */
import {component, type IcsLine, localDigits} from './ics-lines.ts';

const yearsBefore = 1;
const yearsAfter = 10;

/** The lines of a VTIMEZONE, around the year of `around` (milliseconds since 1970). */
export function* timezoneLines(zone: string, around: number): Generator<string> {
  yield 'BEGIN:VTIMEZONE';
  yield `TZID:${zone}`;
  for (const change of changesOf(zone, around)) {
    yield* component(change.isDaylight ? 'DAYLIGHT' : 'STANDARD', linesOf(change));
  }
  yield 'END:VTIMEZONE';
}

interface Change {
  /** As clocks showed it before the change. */
  readonly at: string;
  readonly from: string;
  readonly to: string;
  readonly isDaylight: boolean;
}

const linesOf = ({at, from, to}: Change): IcsLine[] => [
  ['DTSTART', localDigits(at)],
  ['TZOFFSETFROM', from.replace(':', '')],
  ['TZOFFSETTO', to.replace(':', '')],
];

function changesOf(zone: string, around: number): Change[] {
  const middle = Temporal.Instant.fromEpochMilliseconds(around).toZonedDateTimeISO(zone);
  const start = middle.subtract({years: yearsBefore}).startOfDay();
  const end = middle.add({years: yearsAfter}).epochMilliseconds;
  const {offset} = start;
  const first: Change = {
    at: start.toPlainDateTime().toString(),
    ...{from: offset, to: offset, isDaylight: false},
  };
  const changes = [first];
  let at = start.getTimeZoneTransition('next');
  for (; at && at.epochMilliseconds < end; at = at.getTimeZoneTransition('next')) {
    const before = at.subtract({nanoseconds: 1});
    const local = at.withTimeZone(before.offset).toPlainDateTime();
    changes.push({
      at: local.toString(),
      from: before.offset,
      to: at.offset,
      isDaylight: at.offsetNanoseconds > before.offsetNanoseconds,
    });
  }
  return changes;
}
