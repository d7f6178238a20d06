/** Life areas as typed: those that memu knows, those of the config, and those that entries have already. */

import type {Memu} from '../../src/app/memu.ts';
import {isAreaInUse} from '../../src/entries/lookup.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {lifeAreas} from '../../src/planner/areas.ts';

/** The seven of memu, and those of the config. */
export const knownAreas = (memu: Memu): readonly string[] => [
  ...lifeAreas,
  ...memu.config.get('areas.extra').map(areaName),
];

/** The areas that words mean. @throws UsageError for one that nobody knows */
export function areasOf(memu: Memu, words: readonly string[]): readonly string[] {
  const known = new Set(knownAreas(memu));
  return words.map(word => {
    const area = [areaName(word), word.trim().toLowerCase()].find(
      name => known.has(name) || isAreaInUse(memu.db, name),
    );
    if (area !== undefined) return area;
    throw unknownArea(word, [...known]);
  });
}

/** `#Personal growth` → `personal_growth` */
const areaName = (word: string): string =>
  word
    .trim()
    .replace(/^#/, '')
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

const unknownArea = (word: string, known: readonly string[]): UsageError =>
  new UsageError(`there is no life area "${word}"`, {
    hint: `one of ${known.join(', ')}; memu config set areas.extra ${areaName(word) || 'NAME'} adds one`,
  });
