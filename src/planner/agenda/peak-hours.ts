/** When a person has most energy, in their own words: `9-12`, `9am-12pm, 20-22`, `mornings`. */
import {UsageError} from '../../ground/errors.ts';

/** From an hour of the day up to another one; past midnight where the end is earlier. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

const named: Readonly<Record<string, Hours>> = {
  morning: {from: 6, to: 12},
  afternoon: {from: 12, to: 18},
  evening: {from: 18, to: 22},
  night: {from: 22, to: 6},
};

/** @throws UsageError for anything but spans of hours */
export function parsePeakHours(text: string): readonly Hours[] {
  const parts = text.split(/,|;| and /).map(part => part.trim().toLowerCase());
  return parts.filter(part => part !== '').map(parseSpan);
}

function parseSpan(part: string): Hours {
  const word = named[part.replace(/^(?:in the )?(.+?)s?$/, '$1')];
  if (word) return word;
  const said = /^(?:from )?(?<from>.+?)\s*(?:-|–|to|until)\s*(?<to>.+)$/.exec(part)?.groups;
  const half = /[ap]m$/.exec(said?.to ?? '')?.[0] ?? '';
  const to = hourOf(said?.to ?? '');
  // "9-11am" says its half of the day once.
  const alone = hourOf(said?.from ?? '');
  const halved =
    half === '' ? alone : hourOf(`${said?.from}${/[ap]m$/.test(said?.from ?? '') ? '' : half}`);
  const from = halved !== undefined && to !== undefined && halved < to ? halved : alone;
  if (from !== undefined && to !== undefined && from !== to) return {from, to};
  throw new UsageError(`"${part}" does not say between which hours`, {
    hint: 'like "9-12", "9am-12pm, 20-22" or "mornings"',
  });
}

/** Minutes count as parts of an hour. */
function hourOf(text: string): number | undefined {
  const match = /^(\d{1,2})(?::(\d\d))?\s*(am|pm)?h?$/.exec(text.trim());
  if (!match) return undefined;
  const [hour, minute] = [Number(match[1]), Number(match[2] ?? 0)];
  if (hour > 24 || minute > 59) return undefined;
  const day = match[3] === undefined ? hour : (hour % 12) + (match[3] === 'pm' ? 12 : 0);
  return day + minute / 60;
}

/** The same for words that were kept before they were checked: what cannot be read says nothing. */
export function readPeakHours(text: string): readonly Hours[] {
  try {
    return parsePeakHours(text);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

export const isWithinHours = (hour: number, spans: readonly Hours[]): boolean =>
  spans.some(({from, to}) => (from < to ? hour >= from && hour < to : hour >= from || hour < to));
