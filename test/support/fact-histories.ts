/** Facts that follow one another in a life: where somebody lived, worked, what they drove, from when until when. */
import {seeded} from '../../scripts/bench/random.ts';

export interface Fact {
  readonly body: string;
  readonly value: string;
  /** Dates; the last fact of a history has no end. */
  readonly valid_from: string;
  readonly valid_to: string | null;
}

export interface History {
  readonly person: string;
  readonly facts: readonly Fact[];
  /** What was so, is so, or was so in the time that the words name. */
  readonly past: string;
  readonly present: string;
}

interface Matter {
  readonly tells: (person: string, value: string) => string;
  readonly past: (person: string) => string;
  readonly present: (person: string) => string;
  readonly values: readonly string[];
}

const matters: readonly Matter[] = [
  {
    tells: (person, value) => `${person} lives in ${value}.`,
    past: person => `where did ${person} live`,
    present: person => `where does ${person} live`,
    values: ['Rome', 'Lyon', 'Bergen', 'Porto', 'Krakow', 'Ghent', 'Turin', 'Malmö'],
  },
  {
    tells: (person, value) => `${person} works at ${value}.`,
    past: person => `where did ${person} work`,
    present: person => `where does ${person} work`,
    values: ['Nordbank', 'the town hall', 'Fischer & Co', 'the observatory', 'Hafen AG', 'Kiosk 9'],
  },
  {
    tells: (person, value) => `${person} drives a ${value}.`,
    past: person => `which car did ${person} drive`,
    present: person => `which car does ${person} drive`,
    values: ['Fiat', 'Volvo', 'Skoda', 'Peugeot', 'Honda', 'Saab'],
  },
  {
    tells: (person, value) => `${person} plays the ${value}.`,
    past: person => `what instrument did ${person} play`,
    present: person => `what instrument does ${person} play`,
    values: ['cello', 'flute', 'trombone', 'harp', 'oboe', 'drums'],
  },
  {
    tells: (person, value) => `The doctor of ${person} is Dr ${value}.`,
    past: person => `who was the doctor of ${person}`,
    present: person => `who is the doctor of ${person}`,
    values: ['Ahlers', 'Brunner', 'Castell', 'Dorn', 'Eckert', 'Fabian'],
  },
];

const beginnings = ['Al', 'Be', 'Ca', 'Do', 'El', 'Fi', 'Gu', 'Hel', 'Is', 'Jo', 'Ka', 'Lu', 'Mi'];
const endings = ['rik', 'dora', 'vin', 'lotta', 'mund', 'sina', 'bert', 'phine'];

/** `count` histories of two to four facts each; each person has one of every matter. */
export function factHistories(count: number, seed = 11): readonly History[] {
  const random = seeded(seed);
  const people = beginnings.flatMap(first => endings.map(last => `${first}${last}`));
  return Array.from({length: count}, (_, n) => {
    const matter = matters[n % matters.length]!;
    const person = people[Math.floor(n / matters.length) % people.length]!;
    const values = random.shuffled(matter.values).slice(0, 2 + random.below(3));
    let year = 2010 + random.below(4);
    const facts = values.map((value, index): Fact => {
      const from = dateIn(year, random.below(360));
      year += 2 + random.below(3);
      const isLast = index === values.length - 1;
      return {
        body: matter.tells(person, value),
        value,
        valid_from: from,
        valid_to: isLast ? null : '',
      };
    });
    const ended = facts.map((fact, index): Fact => {
      const next = facts[index + 1];
      return next ? {...fact, valid_to: next.valid_from} : fact;
    });
    return {person, facts: ended, past: matter.past(person), present: matter.present(person)};
  });
}

const dateIn = (year: number, day: number): string =>
  Temporal.PlainDate.from({year, month: 1, day: 1}).add({days: day}).toString();

/** A date well within the time of a fact; a month in which nothing else held. */
export function middleOf({valid_from, valid_to}: Fact): string {
  const from = Temporal.PlainDate.from(valid_from);
  const to = valid_to === null ? from.add({years: 2}) : Temporal.PlainDate.from(valid_to);
  return from.add({days: Math.floor(from.until(to).days / 2)}).toString();
}
