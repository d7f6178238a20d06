/** How often, as Taskwarrior and todo.txt say it: `weekly`, `3d`, `P1M`. */
import type {Clock} from '../../ground/time.ts';
import {parseRepeat} from '../../language/repeats.ts';

const words: Readonly<Record<string, string>> = {
  weekdays: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
  biweekly: 'FREQ=WEEKLY;INTERVAL=2',
  fortnight: 'FREQ=WEEKLY;INTERVAL=2',
  bimonthly: 'FREQ=MONTHLY;INTERVAL=2',
  semiannual: 'FREQ=MONTHLY;INTERVAL=6',
  annual: 'FREQ=YEARLY',
  biannual: 'FREQ=YEARLY;INTERVAL=2',
  biyearly: 'FREQ=YEARLY;INTERVAL=2',
};
const units: Readonly<Record<string, string>> = {
  h: 'HOURLY',
  d: 'DAILY',
  w: 'WEEKLY',
  m: 'MONTHLY',
  q: 'MONTHLY',
  y: 'YEARLY',
};

/** `weekly`, `3d`, `2wks`, `P1M`, … as a rule; undefined when it is none of these. */
export function ruleOfPeriod(period: string, clock: Clock): string | undefined {
  const said = period.trim().toLowerCase();
  if (words[said]) return words[said];
  // ISO 8601 says minutes as PT30M and months as P1M; nothing repeats by the minute here.
  if (/^pt\d+m/.test(said)) return undefined;
  const match =
    /^p?t?(?<n>\d*)\s*(?<unit>hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mnths?|mths?|mos?|m|quarters?|qtrs?|q|years?|yrs?|y)$/.exec(
      said,
    );
  const freq = units[match?.groups?.unit?.[0] ?? ''];
  if (match && freq !== undefined) {
    const n = Number(match.groups?.n || 1) * (match.groups?.unit?.startsWith('q') ? 3 : 1);
    return n < 1 ? undefined : `FREQ=${freq}${n > 1 ? `;INTERVAL=${n}` : ''}`;
  }
  try {
    return parseRepeat(said, clock).rule;
  } catch {
    return undefined;
  }
}
