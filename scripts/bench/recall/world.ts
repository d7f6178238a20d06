/** Turns a set of scenarios into a life told in memories and the questions whose answers are known. */
import {type Random, seeded} from '../random.ts';
import {smallTalk, words} from '../words.ts';
import {type QuestionType, questionTypes, type Scenario, type ScenarioSet} from './scenario.ts';
import {advice} from './templates/advice.ts';

/** A line for `memu memory import`. */
export interface MemoryLine {
  readonly id: string;
  readonly text: string;
  readonly created_at: string;
  readonly type?: string;
  readonly session?: string;
  readonly speaker?: string;
  readonly role?: string;
}

export interface Question {
  readonly id: string;
  readonly type: string;
  readonly query: string;
  /** Ids of the memories that answer it. */
  readonly relevant: readonly string[];
}

export interface World {
  readonly name: string;
  readonly memories: readonly MemoryLine[];
  readonly questions: readonly Question[];
}

const person = 'Maya';
const questionsPerType = 120;
const dayMs = 86_400_000;
const firstDay = Date.UTC(2023, 0, 5);
const days = 1_050;

type Slots = Map<string, string>;

/** What is said on one occasion about one matter. */
interface Part {
  readonly at: number;
  readonly lines: readonly Said[];
}

interface Said {
  readonly by: 'u' | 'o';
  readonly text: string;
  readonly slots: Slots;
  /** Set on lines that answer the question `answers`. */
  readonly answers: string | undefined;
}

interface Draft {
  readonly id: string;
  readonly type: QuestionType;
  readonly query: string;
  readonly relevant: string[];
}

/** The same seed gives the same world, on every machine. */
export function buildWorld(set: ScenarioSet, seed: number): World {
  const random = seeded(seed);
  const parts: Part[] = [];
  const drafts = new Map<string, Draft>();
  for (const type of questionTypes) {
    const scenarios = set.scenarios.filter(scenario => scenario.type === type);
    const each = Math.ceil(questionsPerType / scenarios.length);
    for (const [place, scenario] of scenarios.entries()) {
      const values = shuffledWords(random);
      for (let turn = 0; turn < each; turn++) {
        const id = `${set.name.replaceAll(' ', '-')}/${type}/${place}/${turn}`;
        const happened = happen({scenario, id, slots: slotsAt(values, turn), random});
        parts.push(...happened.parts);
        drafts.set(id, happened.draft);
      }
    }
  }
  parts.sort((a, b) => a.at - b.at);
  const memories = tell(set, parts, {random, drafts});
  return {name: set.name, memories, questions: [...drafts.values()]};
}

const shuffledWords = (random: Random): Map<string, readonly string[]> =>
  new Map(Object.entries(words).map(([slot, values]) => [slot, random.shuffled(values)]));

/** Each turn of a scenario has its own people and things; `name2` is never `name`. */
function slotsAt(values: ReadonlyMap<string, readonly string[]>, turn: number): Slots {
  const slots: Slots = new Map();
  for (const [slot, list] of values) {
    slots.set(slot, list[turn % list.length]!);
    slots.set(`${slot}2`, list[(turn + 3) % list.length]!);
  }
  return slots;
}

interface Happening {
  readonly scenario: Scenario;
  readonly id: string;
  readonly slots: Slots;
  readonly random: Random;
}

function happen({scenario, id, slots, random}: Happening): {parts: Part[]; draft: Draft} {
  const parts: Part[] = [];
  let at = firstDay + random.below(days - 150) * dayMs + (8 + random.below(12)) * 3_600_000;
  let lines: Said[] = [];
  let answeredAt = at;
  const close = () => {
    parts.push({at, lines});
    lines = [];
    at += (35 + random.below(30)) * dayMs;
  };
  for (const line of scenario.lines) {
    if (line === '---') {
      close();
      continue;
    }
    const isAnswer = line.startsWith('*');
    const [by, text] = line.replace('*', '').split(/: (.*)/s) as ['u' | 'o', string];
    if (isAnswer) answeredAt = at;
    lines.push({by, text: fill(text, slots), slots, answers: isAnswer ? id : undefined});
  }
  close();
  slots.set('when', monthOf(answeredAt));
  const query = fill(withSlips(random.pick(scenario.ask), slots, random), slots);
  return {parts, draft: {id, type: scenario.type, query, relevant: []}};
}

const monthOf = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', {month: 'long', year: 'numeric', timeZone: 'UTC'}).format(at);

const fill = (text: string, slots: Slots): string =>
  text.replace(/\{(\w+)\}/g, (whole, slot: string) => slots.get(slot) ?? whole);

const withSlips = (text: string, slots: Slots, random: Random): string =>
  text.replace(/\{~(\w+)\}/g, (_, slot: string) => slip(slots.get(slot)!, random));

/** One slip of the fingers in the longest word: two letters swapped, one lost, doubled or wrong. */
export function slip(text: string, random: Random): string {
  const longest = [...text.split(' ')].sort((a, b) => b.length - a.length)[0]!;
  if (longest.length < 4) return text;
  const at = 1 + random.below(longest.length - 2);
  const head = longest.slice(0, at);
  const [here, next] = [longest[at]!, longest[at + 1] ?? ''];
  const tail = longest.slice(at + 2);
  const slipped = random.pick([
    head + next + here + tail,
    head + next + tail,
    head + here + here + next + tail,
    head + random.pick([...'aeionrst']) + next + tail,
  ]);
  return text.replace(longest, slipped);
}

interface Telling {
  readonly random: Random;
  readonly drafts: ReadonlyMap<string, Draft>;
}

function tell(set: ScenarioSet, parts: readonly Part[], telling: Telling): MemoryLine[] {
  const memories: MemoryLine[] = [];
  const prefix = set.name.replaceAll(' ', '-');
  const keep = (line: Omit<MemoryLine, 'id'>, answers: readonly (string | undefined)[]) => {
    const id = `${prefix}-${memories.length + 1}`;
    memories.push({id, ...line});
    for (const question of answers) {
      if (question !== undefined) telling.drafts.get(question)!.relevant.push(id);
    }
  };
  for (let next = 0; next < parts.length; ) {
    const size = set.shape === 'list' ? 1 : 2 + telling.random.below(2);
    tellings[set.shape](parts.slice(next, next + size), keep, telling.random);
    next += size;
  }
  return memories;
}

type Keep = (line: Omit<MemoryLine, 'id'>, answers: readonly (string | undefined)[]) => void;
type Tell = (parts: readonly Part[], keep: Keep, random: Random) => void;

const tellings: Readonly<Record<ScenarioSet['shape'], Tell>> = {
  talk: (parts, keep, random) => converse(parts, keep, {random, other: random.pick(words.name!)}),
  assistant: (parts, keep, random) => converse(parts, keep, {random, other: undefined}),
  diary: (parts, keep, random) => {
    const said = parts.flatMap(part => part.lines);
    const filler = () => small(random);
    const text = said
      .flatMap(line => [line.text, filler()])
      .join(random.next() < 0.3 ? '\n\n' : ' ');
    const created_at = new Date(parts[0]!.at).toISOString();
    keep(
      {text: `${filler()} ${text}`, created_at, type: 'reflection'},
      said.map(line => line.answers),
    );
  },
  list: (parts, keep, random) => {
    for (const part of parts) {
      const created_at = new Date(part.at).toISOString();
      for (const line of part.lines) keep({text: line.text, created_at}, [line.answers]);
      if (random.next() < 0.6) keep({text: chore(random), created_at}, []);
    }
  },
};

function converse(
  parts: readonly Part[],
  keep: Keep,
  {random, other}: {readonly random: Random; readonly other: string | undefined},
): void {
  const start = parts[0]!.at;
  const session = `s-${start.toString(36)}-${random.below(1_000_000).toString(36)}`;
  let at = start;
  const say = (by: 'u' | 'o', text: string, answers?: string) => {
    at += (20 + random.below(60)) * 1_000;
    const speaker =
      by === 'u'
        ? {speaker: person, role: 'user'}
        : other === undefined
          ? {speaker: 'assistant', role: 'assistant'}
          : {speaker: other, role: 'other'};
    keep({text, created_at: new Date(at).toISOString(), session, ...speaker}, [answers]);
  };
  for (const part of parts) {
    for (let left = random.below(4); left > 0; left--) {
      say(
        left % 2 === 0 ? 'u' : 'o',
        other === undefined && left % 2 ? answer('it', random) : small(random),
      );
    }
    for (const line of part.lines) {
      const isLong = other === undefined && line.by === 'o';
      say(line.by, isLong ? answer(line.text, random) : line.text, line.answers);
    }
  }
}

const answer = (about: string, random: Random): string =>
  random
    .shuffled(advice)
    .slice(0, 5 + random.below(5))
    .join(' ')
    .replaceAll('{it}', about === 'it' ? 'this' : `the ${about}`);

/** A sentence of small talk that names people and things in passing. */
export const small = (random: Random): string => inPassing(random.pick(smallTalk), random);

const chores = [
  'email {name}',
  'clean the {thing}',
  'check prices at {shop}',
  'read about {subject}',
  'pack for {city}',
  'pay {number} for {hobby}',
  'call {name} back on {weekday}',
  'photos of the {event}',
  'buy things for {dish}',
  'water the plants',
  'tax papers',
];

const chore = (random: Random): string => inPassing(random.pick(chores), random);

const inPassing = (text: string, random: Random): string =>
  text.replace(/\{(\w+)\}/g, (_, slot: string) => random.pick(words[slot]!));
