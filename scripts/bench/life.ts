/**
 * Writes a believable life of any size as JSONL, the same for the same seed.
 *
 *     node scripts/bench/life.ts --entries 100000 [--seed 1] [--as memories|entries] > life.jsonl
 *
 * `memories` are lines for `memu memory import` (a third of them turns of conversations); `entries`
 * are notes, goals, tasks and memories in the shape that `--json` prints, for start-up benchmarks.
 */
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {type Random, seeded} from './random.ts';
import {smallTalk, words} from './words.ts';

export interface LifeOptions {
  readonly entries: number;
  readonly seed?: number;
  /** Mean length of a text in words. */
  readonly wordsEach?: number;
}

export interface LifeMemory {
  readonly id: string;
  readonly text: string;
  readonly type?: string;
  readonly created_at: string;
  readonly tags?: readonly string[];
  readonly session?: string;
  readonly speaker?: string;
  readonly role?: string;
}

export interface LifeEntry {
  readonly kind: 'note' | 'goal' | 'task' | 'memory';
  readonly title: string;
  readonly body: string;
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly status?: string;
  readonly due?: string;
  readonly priority?: number;
  readonly energy?: number;
  readonly duration_minutes?: number;
}

const firstDay = Date.UTC(2016, 0, 1);
const spanMs = 10 * 365 * 86_400_000;

/** Memories and conversation turns in the order of time. */
export function* lifeMemories({
  entries,
  seed = 1,
  wordsEach = 40,
}: LifeOptions): Generator<LifeMemory> {
  const random = seeded(seed);
  const tell = storyteller(random);
  for (let made = 0; made < entries; ) {
    const at = firstDay + Math.floor((made / entries) * spanMs);
    if (random.next() < 0.93) {
      yield {
        id: `m${++made}`,
        text: tell(lengthNear(wordsEach, random)),
        type: random.pick(['fact', 'event', 'preference', 'routine', 'reflection']),
        created_at: new Date(at).toISOString(),
        ...(random.next() < 0.3 ? {tags: [random.pick(tags)]} : {}),
      };
      continue;
    }
    const session = `s${made}`;
    const other = random.pick(words.name!);
    for (let turn = 4 + random.below(9); turn > 0 && made < entries; turn--) {
      const speaker =
        turn % 2 === 0 ? {speaker: 'Maya', role: 'user'} : {speaker: other, role: 'other'};
      const created_at = new Date(at + (13 - turn) * 60_000).toISOString();
      yield {
        id: `m${++made}`,
        text: tell(lengthNear(wordsEach, random)),
        created_at,
        session,
        ...speaker,
      };
    }
  }
}

/** Notes, goals, tasks and memories, in the shares of a person who uses all of them. */
export function* lifeEntries({
  entries,
  seed = 1,
  wordsEach = 40,
}: LifeOptions): Generator<LifeEntry> {
  const random = seeded(seed);
  const tell = storyteller(random);
  for (let made = 0; made < entries; made++) {
    const at = firstDay + Math.floor((made / entries) * spanMs);
    const kind = pickKind(random.next());
    const shared = {
      kind,
      title: kind === 'memory' ? '' : capital(tell(3 + random.below(5))),
      body: kind === 'task' ? '' : tell(lengthNear(wordsEach, random)),
      tags: random.next() < 0.4 ? [random.pick(tags)] : [],
      created_at: new Date(at).toISOString(),
    };
    yield kind === 'task' ? {...shared, ...taskFields(at, random)} : shared;
  }
}

const pickKind = (share: number): LifeEntry['kind'] => {
  if (share < 0.45) return 'task';
  if (share < 0.75) return 'note';
  return share < 0.98 ? 'memory' : 'goal';
};

const taskFields = (at: number, random: Random) => ({
  status: random.next() < 0.9 ? 'completed' : 'pending',
  due: new Date(at + random.below(40) * 86_400_000).toISOString().slice(0, 10),
  priority: 1 + random.below(5),
  energy: 1 + random.below(5),
  duration_minutes: 5 * (1 + random.below(24)),
});

const tags = 'home work family health money garden travel car books music school trip'.split(' ');

const lengthNear = (mean: number, random: Random): number =>
  Math.max(3, Math.round(mean * (0.4 + 1.2 * random.next())));

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/**
 * Sentences of small talk, mixed with words whose frequencies fall off as in real text (Zipf), so
 * that an index meets common words, rare words and a vocabulary that keeps growing.
 */
function storyteller(random: Random): (length: number) => string {
  const syllables =
    'ka lo mi ren tas ver dun pel or shi gra ben tu wil fen mor sa lin hol der'.split(' ');
  const invented = (rank: number): string => {
    let word = '';
    for (let left = rank + 7; left > 0; left = Math.floor(left / syllables.length)) {
      word += syllables[left % syllables.length];
    }
    return word;
  };
  const rare = () => invented(Math.floor(60_000 ** random.next() * (1 + random.next())));
  const sentence = () =>
    random.pick(smallTalk).replace(/\{(\w+)\}/g, (_, slot: string) => random.pick(words[slot]!));
  return length => {
    const told: string[] = [];
    while (told.length < length) {
      if (random.next() < 0.6) told.push(...sentence().split(' '));
      else for (let left = 2 + random.below(5); left > 0; left--) told.push(rare());
    }
    return told.slice(0, length).join(' ');
  };
}

function main(): void {
  const {values} = parseArgs({
    options: {
      entries: {type: 'string', default: '1000'},
      seed: {type: 'string', default: '1'},
      as: {type: 'string', default: 'memories'},
    },
  });
  const options = {entries: Number(values.entries), seed: Number(values.seed)};
  const lines = values.as === 'entries' ? lifeEntries(options) : lifeMemories(options);
  let batch: string[] = [];
  for (const line of lines) {
    batch.push(JSON.stringify(line));
    if (batch.length === 5_000) {
      process.stdout.write(`${batch.join('\n')}\n`);
      batch = [];
    }
  }
  if (batch.length > 0) process.stdout.write(`${batch.join('\n')}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
