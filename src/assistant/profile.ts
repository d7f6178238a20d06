/** What memu knows about how a person likes to be spoken to and lives: told by them, or counted; never guessed. */
import type {Entries} from '../entries/entries.ts';
import {NotFoundError, UsageError} from '../ground/errors.ts';
import {withoutHidden} from '../ground/hidden-characters.ts';
import {type Clock, toIso} from '../ground/time.ts';
import {memoryKind, toldByPerson} from '../memories/memory.ts';
import {
  findProfileFact,
  longestTrait,
  profileFactId,
  profileTag,
  type TraitName,
  traitNames,
} from '../memories/profile-facts.ts';
import {parseAreaWeights} from '../planner/agenda/area-weights.ts';
import {parsePeakHours} from '../planner/agenda/peak-hours.ts';

interface Trait {
  readonly about: string;
  /** A number from 1 to 5, as the person rates themselves. */
  readonly isRating?: boolean;
}

export const traits = {
  name: {about: 'what to call you'},
  tone: {about: 'how you like to be spoken to'},
  language: {about: 'the language to answer in'},
  about: {about: 'who you are, in a sentence or two'},
  peak_hours: {about: 'when you have most energy, like 9-12'},
  areas: {about: 'what matters how much, like health=3, career=0.5'},
  motivations: {about: 'what drives you'},
  openness: {about: 'openness to the new, 1 to 5', isRating: true},
  conscientiousness: {about: 'order and discipline, 1 to 5', isRating: true},
  extraversion: {about: 'drawn to company, 1 to 5', isRating: true},
  agreeableness: {about: 'yielding and kind, 1 to 5', isRating: true},
  neuroticism: {about: 'easily worried, 1 to 5', isRating: true},
} as const satisfies Readonly<Record<TraitName, Trait>>;

export interface ToldTrait {
  readonly trait: TraitName;
  readonly value: string;
  /** The memory that keeps it. */
  readonly id: string;
  readonly updatedAt: string;
}

/** Something counted from what is kept. */
export interface CountedTrait {
  readonly trait: 'peak_hours' | 'areas';
  readonly value: string;
  /** How many entries it was counted from. */
  readonly from: number;
}

interface Finished {
  readonly completed_at: string | null;
  readonly areas: readonly string[];
}

export interface ProfileDeps {
  readonly entries: Pick<Entries, 'find' | 'findOf' | 'create' | 'update' | 'trash' | 'activate'>;
  /** Tasks that were finished between two instants. */
  readonly agenda: {done(from: string, to: string): readonly Finished[]};
  readonly clock: Clock;
}

/** Fewer finished tasks than this say nothing about a person. */
const fewest = 12;
const daysCounted = 120;

export class Profile {
  readonly #parts: ProfileDeps;

  constructor(parts: ProfileDeps) {
    this.#parts = parts;
  }

  told(): readonly ToldTrait[] {
    return traitNames.flatMap(trait => {
      const entry = findProfileFact(this.#parts.entries, trait);
      return entry ? [{trait, value: entry.body, id: entry.id, updatedAt: entry.updated_at}] : [];
    });
  }

  /** Keeps what the person says of themselves; undo takes it back. @throws UsageError */
  set(name: string, value: string): ToldTrait {
    const trait = this.#named(name);
    const words = checkValue(trait, value);
    const {entries} = this.#parts;
    const old = entries.find(profileFactId(trait));
    if (old?.state === 'trashed') entries.activate(old.id);
    const entry = old
      ? entries.update(memoryKind, old.id, {body: words})
      : entries.create(
          memoryKind,
          {
            title: trait,
            body: words,
            type: 'preference',
            tags: [profileTag],
            source: {...toldByPerson, quote: words},
          },
          profileFactId(trait),
        );
    return {trait, value: words, id: entry.id, updatedAt: entry.updated_at};
  }

  /** @throws NotFoundError when nothing was told */
  remove(name: string): void {
    const trait = this.#named(name);
    if (!this.told().some(one => one.trait === trait))
      throw new NotFoundError(`nothing was told about ${trait}`);
    this.#parts.entries.trash(profileFactId(trait));
  }

  /** What can be counted from the last months; nothing when there is too little. */
  counted(): readonly CountedTrait[] {
    const {agenda, clock} = this.#parts;
    const now = clock.now();
    const finished = agenda.done(toIso(now - daysCounted * 86_400_000), toIso(now));
    if (finished.length < fewest) return [];
    const from = finished.length;
    const areas = countAreas(finished);
    return [
      {trait: 'peak_hours', value: peakHours(finished, clock.zone), from},
      ...(areas === '' ? [] : [{trait: 'areas', value: areas, from} as const]),
    ];
  }

  /** For a prompt: what was told, and what was counted where nothing was told. The same each time. */
  text(): string {
    const told = this.told();
    const known = new Set<string>(told.map(one => one.trait));
    const counted = this.counted().filter(one => !known.has(one.trait));
    const lines = [
      ...told.map(
        ({trait, value}) =>
          `- ${traits[trait].about.replace(/, (like|1 to 5).*$/, '')}: ${value}${isRating(trait) ? ' of 5' : ''}`,
      ),
      ...counted.map(
        ({trait, value}) =>
          `- ${trait === 'areas' ? 'finishes tasks of these areas' : 'finishes most tasks at'}: ${value}`,
      ),
    ];
    return lines.join('\n');
  }

  #named(name: string): TraitName {
    const trait = traitNames.find(one => one === name);
    if (trait) return trait;
    throw new UsageError(`there is nothing called ${name} in a profile`, {
      hint: traitNames.join(', '),
    });
  }
}

const isRating = (trait: TraitName): boolean => 'isRating' in traits[trait];

function checkValue(trait: TraitName, value: string): string {
  const words = withoutHidden(value).replace(/\s+/g, ' ').trim();
  if (words === '')
    throw new UsageError(`${trait} needs some words`, {hint: `memu profile rm ${trait}`});
  if (words.length > longestTrait)
    throw new UsageError(`${trait} may have ${longestTrait} characters`);
  if (isRating(trait) && !/^[1-5]$/.test(words))
    throw new UsageError(`${trait} is a number from 1 to 5`);
  if (trait === 'areas') parseAreaWeights(words);
  if (trait === 'peak_hours') parsePeakHours(words);
  return words;
}

/** The three hours of the day in which most was finished. */
function peakHours(finished: readonly Finished[], zone: string): string {
  const hours = Array.from({length: 24}, () => 0);
  for (const {completed_at} of finished) {
    if (completed_at === null) continue;
    const {hour} = Temporal.Instant.from(completed_at).toZonedDateTimeISO(zone);
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  const windows = hours.map((_, start) =>
    [0, 1, 2].reduce((sum, step) => sum + hours[(start + step) % 24]!, 0),
  );
  const best = windows.indexOf(Math.max(...windows));
  return `${best}-${(best + 3) % 24}`;
}

function countAreas(finished: readonly Finished[]): string {
  const counts = new Map<string, number>();
  for (const area of finished.flatMap(one => one.areas))
    counts.set(area, (counts.get(area) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .slice(0, 4)
    .map(([area, count]) => `${area} (${count})`)
    .join(', ');
}
