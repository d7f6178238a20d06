/**
 * Writes `src/language/en/first-sets.ts`: with what each way of saying something can begin. A test
 * checks that it is fresh. After a run: `npm run format`.
 */
import {writeFileSync} from 'node:fs';
import {english} from '../src/language/en/english.ts';
import {type Beginnings, PatternSet} from '../src/language/grammar/pattern-set.ts';
import type {Language} from '../src/language/grammar/phrases.ts';
import {beginningsOf} from './build/beginnings.ts';

/** The beginnings of every list of ways that a language has, by its name. */
export const beginningsIn = (language: Language): Readonly<Record<string, Beginnings>> =>
  Object.fromEntries(
    Object.entries({...language, ...language.leads, ...language.capture}).flatMap(([name, ways]) =>
      ways instanceof PatternSet ? [[name, placesOf(ways.all)] as const] : [],
    ),
  );

/** At least so many characters are looked at, where there are as many. */
const fewest = 3;

/** So few ways are tried without looking at more characters. */
const few = 6;

function placesOf(ways: readonly {readonly source: string}[]): Beginnings {
  const pairs = ways.flatMap(({source}, place) =>
    [...beginningsOf(source)].map(text => ({text, place})),
  );
  return Object.fromEntries(shortest(pairs, fewest));
}

interface Begun {
  readonly text: string;
  readonly place: number;
}

/** Texts cut to where few ways are left that begin so. */
function shortest(pairs: readonly Begun[], length: number): (readonly [string, number[]])[] {
  const groups = Map.groupBy(pairs, ({text}) => text.slice(0, length));
  return [...groups].flatMap(([text, group]) => {
    const places = [...new Set(group.map(({place}) => place))];
    const isAll = group.every(one => one.text.length <= length);
    if (isAll || places.length <= few) return [[text, places] as const];
    const ending = group.filter(one => one.text.length <= length);
    const longer = group.filter(one => one.text.length > length);
    return [...shortest(ending, length), ...shortest(longer, length + 1)];
  });
}

const module = (lists: Readonly<Record<string, Beginnings>>): string => `/**
 * With which characters each way of saying something can begin; made by
 * \`scripts/build-beginnings.ts\`, not edited by hand.
 */
export const firstSets = ${JSON.stringify(lists)};
`;

if (import.meta.main) {
  const target = new URL('../src/language/en/first-sets.ts', import.meta.url);
  writeFileSync(target, module(beginningsIn(english)));
}
