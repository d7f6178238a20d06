/** How much life areas matter to a person, in their own words: `health=3, career=0.5`. */
import {UsageError} from '../../ground/errors.ts';

export type AreaWeights = Readonly<Record<string, number>>;

/** The most that an area may count; 1 is usual. */
const most = 5;

/** @throws UsageError for anything but names with numbers from 0 to 5 */
export function parseAreaWeights(text: string): AreaWeights {
  const parts = text.split(/[\s,;]+(?=\p{L})/u).filter(part => part !== '');
  return Object.fromEntries(parts.map(parseWeight));
}

function parseWeight(part: string): readonly [string, number] {
  const [, area, number] = /^([\p{L}\d_-]+)\s*[=:]\s*(\d+(?:\.\d+)?)$/u.exec(part.trim()) ?? [];
  const weight = Number(number);
  if (area !== undefined && weight <= most) return [area.toLowerCase(), weight];
  throw new UsageError(`"${part.trim()}" does not say how much an area matters`, {
    hint: `like "health=3, career=0.5", from 0 to ${most}; 1 is usual`,
  });
}

/** The same for words that were kept before they were checked: what cannot be read weighs nothing. */
export function readAreaWeights(text: string): AreaWeights {
  try {
    return parseAreaWeights(text);
  } catch (error) {
    if (error instanceof UsageError) return {};
    throw error;
  }
}
