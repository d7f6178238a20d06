/** Random lives of two to four devices, one language for all levels of tests and for the long soak. */

import {conversationKind} from '../../src/conversations/conversation.ts';
import type {ThreeTexts} from '../../src/git/merge-text.ts';
import {blobOid} from '../../src/git/oid.ts';
import type {Repository} from '../../src/git/repository.ts';
import {derivedId} from '../../src/ground/ids.ts';
import {nextHlc, parseStamp, stampOf} from '../../src/ground/stamp.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import {noteKind} from '../../src/notes/note.ts';
import {goalKind} from '../../src/planner/goals/goal.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';
import {chosenAs} from '../../src/sync/records/conflict.ts';
import {purgeConflictsOf} from '../../src/sync/records/conflict-rows.ts';
import type {VaultRecord} from '../../src/sync/records/record.ts';
import {type SyncStep, syncSteps} from '../../src/sync/state/sync-deps.ts';
import {plainFormat} from '../../src/sync/vault/vault-format.ts';
import {fc} from '../support/random.ts';
import {type Device, device, Killed, kept, vaultOf} from './device.ts';
import {type HandEdit, Hands, handEdits} from './hands.ts';

export type Step =
  | {readonly do: 'make'; readonly device: number; readonly kind: number}
  | {readonly do: 'edit'; readonly device: number; readonly entry: number; readonly field: number}
  | {readonly do: 'trash' | 'restore' | 'purge'; readonly device: number; readonly entry: number}
  | {readonly do: 'recur'; readonly device: number; readonly series: number}
  | {readonly do: 'say'; readonly device: number; readonly entry: number}
  | {readonly do: 'undo'; readonly device: number}
  | {readonly do: 'decide'; readonly device: number; readonly pick: number}
  | {readonly do: 'clock'; readonly device: number; readonly days: number}
  /** A repair, after which nothing is known of what both sides had in common. */
  | {readonly do: 'repair'; readonly device: number}
  /** One of two priorities, so that the same two meet again and again. */
  | {readonly do: 'rate'; readonly device: number; readonly entry: number; readonly high: boolean}
  /** A clock that is ahead by decades, or is right again. */
  | {readonly do: 'century'; readonly device: number}
  /** Somebody puts a file into the vault that nobody can read, or one that is of a memu of tomorrow. */
  | {readonly do: 'foreign'; readonly which: number}
  | {readonly do: 'rewind'}
  | {readonly do: 'hand'; readonly device: number; readonly file: number; readonly how: HandEdit}
  | {
      readonly do: 'sync';
      readonly device: number;
      readonly killAt:
        | SyncStep
        | undefined /** Another program edits an entry while the merge is being planned. */;
      readonly isMeddledWith: boolean;
    };

// A vault this small is never taken over in batches.
const killPoints = syncSteps.filter(step => step !== 'batch-kept');

const place = {device: fc.nat({max: 3}), entry: fc.nat({max: 3})};
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('make' as const),
      device: place.device,
      kind: fc.nat({max: 4}),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({do: fc.constant('edit' as const), ...place, field: fc.nat({max: 5})}),
  },
  {
    weight: 2,
    arbitrary: fc.record({do: fc.constantFrom('trash' as const, 'restore' as const), ...place}),
  },
  {weight: 1, arbitrary: fc.record({do: fc.constant('purge' as const), ...place})},
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('recur' as const),
      device: place.device,
      series: fc.nat({max: 1}),
    }),
  },
  {weight: 2, arbitrary: fc.record({do: fc.constant('say' as const), ...place})},
  {weight: 1, arbitrary: fc.record({do: fc.constant('undo' as const), device: place.device})},
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      device: place.device,
      pick: fc.nat({max: 2}),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('clock' as const),
      device: place.device,
      days: fc.integer({min: -5, max: 5}),
    }),
  },
  {weight: 1, arbitrary: fc.record({do: fc.constant('rewind' as const)})},
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('repair' as const, 'century' as const),
      device: place.device,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({do: fc.constant('rate' as const), ...place, high: fc.boolean()}),
  },
  {
    weight: 1,
    arbitrary: fc.record({do: fc.constant('foreign' as const), which: fc.nat({max: 2})}),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('hand' as const),
      device: place.device,
      file: fc.nat({max: 5}),
      how: fc.constantFrom(...handEdits),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('sync' as const),
      device: place.device,
      killAt: fc.oneof(
        {weight: 3, arbitrary: fc.constant(undefined)},
        {weight: 1, arbitrary: fc.constantFrom(...killPoints)},
      ),
      isMeddledWith: fc.boolean(),
    }),
  },
);

export interface History {
  /** Kinds of the entries that all devices have when it begins. */
  readonly shared: readonly number[];
  readonly devices: number;
  /** A letter for each; the order of names decides between writes of one moment. */
  readonly names: readonly string[];
  /** How many of the devices show their entries in a folder, where a person edits too. */
  readonly mirrors: number;
  readonly steps: readonly Step[];
}

/** @param withMirrors of eight histories, how many have folders that a person edits in */
export const anyHistory = (longest = 40, shortest = 8, withMirrors = 1): fc.Arbitrary<History> =>
  fc.record({
    devices: fc.integer({min: 2, max: longest > 10 ? 4 : 2}),
    names: fc.shuffledSubarray(['a', 'b', 'c', 'd'], {minLength: 4}),
    // Files are slow, and without a mirror hands have nothing to edit.
    mirrors: fc.oneof(
      {weight: 8 - withMirrors, arbitrary: fc.constant(0)},
      {weight: withMirrors, arbitrary: fc.integer({min: 1, max: 2})},
    ),
    shared: fc.array(fc.nat({max: 4}), {maxLength: 4}),
    steps: fc.array(step, {minLength: shortest, maxLength: longest}),
  });

/** What happened, for the counts that the tests print. */
export const tally: Record<string, number> = {};
const counted = (name: string, by = 1): void => {
  tally[name] = (tally[name] ?? 0) + by;
};

export interface World {
  /** A new device's repository. */
  readonly open: () => Promise<Repository>;
  /** Texts of every file that was ever in the remote's history. */
  readonly history: () => Promise<readonly string[]>;
  /** Someone force-pushes the commit before the newest. */
  readonly rewind: () => Promise<void>;
  readonly mergeText: (texts: ThreeTexts) => Promise<string | undefined>;
  readonly close: () => Promise<void>;
}

/** Plays a history, lets all devices come to rest, and checks what must hold. */
export async function play(history: History, world: World): Promise<void> {
  const devices: Device[] = [];
  const hands = new Map<Device, Hands>();
  const {mergeText} = world;
  for (let i = 0; i < history.devices; i++) {
    // The first device exports as a very large vault would be: several commits, each the last before a kill.
    const largestCommit = i === 0 ? 3 : undefined;
    // Names, ids and clocks are the same each time, so that a history can be played again.
    const name = history.names[i]!.repeat(12);
    const parts = {repository: await world.open(), mergeText, largestCommit, name};
    if (i < history.mirrors) {
      const hand = new Hands(parts);
      hands.set(hand.device, hand);
      devices.push(hand.device);
    } else devices.push(device(parts));
  }
  try {
    const life = new Life(devices, world, hands);
    await life.begin(history.shared);
    for (const each of history.steps) await life.play(each);
    await life.rest();
    await checkEqual(devices);
    for (const hand of hands.values()) hand.check();
    await checkNothingLost(life, world);
    counted('histories');
  } finally {
    for (const {db} of devices) db.close();
    for (const hand of hands.values()) hand.close();
    await world.close();
  }
}

class Life {
  readonly devices: readonly Device[];
  readonly #world: World;
  readonly #hands: ReadonlyMap<Device, Hands>;
  /** Words that were written and not replaced by someone who had seen them. */
  readonly words = new Map<string, string>();
  #word = 0;
  #ids = 0;
  readonly #ahead = new Set<Device>();
  #stranger: Repository | undefined;

  constructor(devices: readonly Device[], world: World, hands: ReadonlyMap<Device, Hands>) {
    this.devices = devices;
    this.#world = world;
    this.#hands = hands;
  }

  /** Most histories begin with something in common, or edits would seldom meet. */
  async begin(shared: readonly number[]): Promise<void> {
    for (const kind of shared) this.#make(this.devices[0]!, kind);
    if (shared.length > 0) for (const each of this.devices) await each.sync();
    for (const hand of this.#hands.values()) await hand.begin();
  }

  async play(step: Step): Promise<void> {
    counted(step.do);
    if (step.do === 'rewind') return this.#world.rewind();
    if (step.do === 'foreign') return this.#foreign(step.which);
    // The devices with mirrors come first.
    const among = step.do === 'hand' ? this.#hands.size || 1 : this.devices.length;
    const where = this.devices[step.device % among]!;
    where.clock.advance(60_000);
    switch (step.do) {
      case 'make':
        return this.#make(where, step.kind);
      case 'edit':
        return this.#edit(where, step.entry, step.field);
      case 'trash':
      case 'restore':
      case 'purge':
        return this.#end(where, step.do, step.entry);
      case 'recur':
        return this.#recur(where, step.series);
      case 'say':
        return this.#say(where, step.entry);
      case 'undo':
        return this.#undo(where);
      case 'decide':
        return this.#decide(where, step.pick);
      case 'hand':
        return this.#hand(where, step);
      case 'repair':
        return where.state.forgetCommon();
      case 'rate':
        return this.#rate(where, step);
      case 'century':
        return this.#century(where);
      case 'clock':
        return where.clock.advance(step.days * 86_400_000);
      case 'sync':
        return this.#sync(where, step);
    }
  }

  /** A word that nobody else writes, which must not vanish from `entry`. */
  #newWord(entry: string): string {
    const word = `w${++this.#word}w`;
    this.words.set(word, entry);
    return word;
  }

  #newId(): string {
    return derivedId('history', String(++this.#ids));
  }

  /** Whoever replaces a text has seen it. */
  #seen(text: unknown): void {
    for (const [word] of String(JSON.stringify(text)).matchAll(/w\d+w/g)) this.words.delete(word);
  }

  #pick({db}: Device, entry: number): string | undefined {
    const rows = db.all<{id: string}>('SELECT id FROM entries ORDER BY title, id');
    return rows[entry % rows.length]?.id;
  }

  #make({entries, conversations}: Device, kind: number): void {
    const id = this.#newId();
    const title = this.#newWord(id);
    const body = ['one', 'two', 'three', 'four', 'five']
      .map(line => `${line} ${this.#newWord(id)}\n`)
      .join('');
    if (kind === 0) entries.create(noteKind, {title, body, tags: ['a', 'b']}, id);
    if (kind === 1) entries.create(taskKind, {title, body}, id);
    if (kind === 2)
      entries.create(
        goalKind,
        {title, milestones: [{title: 'first', due: null, done_at: null}]},
        id,
      );
    if (kind === 3) entries.create(memoryKind, {title, body}, id);
    if (kind === 4) conversations.begin({title}, id);
    if (kind === 2 || kind === 4) this.#seen(body);
  }

  #edit({entries}: Device, which: number, field: number): void {
    const found = this.#find(entries, which);
    if (!found) return;
    const {id, body, title} = found;
    const kind = entries.kind(found.kind);
    if (field <= 1) {
      this.#seen(title);
      entries.update(kind, id, {title: this.#newWord(id)});
    } else if (field === 2 && body !== '') {
      const lines = body.split('\n');
      const at = this.#word % Math.max(1, lines.length - 1);
      this.#seen(lines[at]);
      lines[at] = `line ${this.#newWord(id)}`;
      entries.update(kind, id, {body: lines.join('\n')});
    } else if (field === 3) {
      const tags = found.tags.includes('a')
        ? found.tags.filter(tag => tag !== 'a')
        : [...found.tags, 'a'];
      entries.update(kind, id, {tags});
    } else if (field === 4 && kind.name === 'task') {
      const isDone = (found as unknown as {status: string}).status === 'completed';
      entries.update(
        taskKind,
        id,
        isDone
          ? {status: 'pending', completed_at: null}
          : {status: 'completed', completed_at: '2026-11-21'},
      );
    } else if (field === 5) {
      this.#seen(found.metadata);
      entries.update(kind, id, {metadata: {word: this.#newWord(id)}});
    }
  }

  #find(entries: Device['entries'], which: number) {
    const where = this.devices.find(each => each.entries === entries)!;
    const id = this.#pick(where, which);
    return id === undefined ? undefined : entries.find(id);
  }

  #end(where: Device, how: 'trash' | 'restore' | 'purge', which: number): void {
    const found = this.#find(where.entries, which);
    if (!found) return;
    if (how === 'trash') where.entries.trash(found.id);
    else if (how === 'restore') where.entries.activate(found.id);
    else if (found.state === 'trashed') {
      // As `memu trash purge` does, without the files that a store in memory has not.
      where.operations.run('trash purge', () => {
        where.operations.writing();
        where.db.run('DELETE FROM entries WHERE id = ?', [found.id]);
        where.entries.changes.record('entry', found.id, 'purged');
        purgeConflictsOf(where.db, where.entries.changes, found.id);
      });
      for (const [word, entry] of this.words) if (entry === found.id) this.words.delete(word);
      // A file's words were written before anybody knew which entry it would be.
      this.#seen(found);
    }
  }

  #recur({entries}: Device, series: number): void {
    const id = derivedId('occurrence', `series ${series}`, '2026-12-01');
    if (entries.isKnown(id)) return;
    entries.create(
      taskKind,
      {title: `water ${series}`, series_id: `series ${series}`, occurrence: '2026-12-01'},
      id,
    );
  }

  #say(where: Device, which: number): void {
    const found = this.#find(where.entries, which);
    if (found?.kind !== 'conversation') return;
    const conversation = where.entries.select(conversationKind, 'WHERE e.id = ?', [found.id])[0]!;
    where.conversations.append(conversation, [
      {id: this.#newId(), role: 'user', text: this.#newWord(found.id)},
      {id: this.#newId(), role: 'assistant', text: this.#newWord(found.id)},
    ]);
  }

  #undo({undo, db}: Device): void {
    const before = this.#texts(db);
    // A decision first: among so many writes it would hardly ever be the last one.
    const latest = undo.undoable(5);
    const last = latest.find(({command}) => command === 'sync resolve') ?? latest[0];
    if (last === undefined) return;
    counted('reopened', undo.revert(last).beside.get('conflicts') ?? 0);
    const after = this.#texts(db);
    for (const [word] of before.matchAll(/w\d+w/g))
      if (!after.includes(word)) this.words.delete(word);
  }

  #texts(db: Device['db']): string {
    return JSON.stringify(db.all('SELECT title, body, metadata FROM entries'));
  }

  #rate({entries}: Device, {entry, high}: Step & {do: 'rate'}): void {
    const found = this.#find(entries, entry);
    if (found?.kind === 'task') entries.update(taskKind, found.id, {priority: high ? 5 : 3});
  }

  #century(where: Device): void {
    const ms = 74 * 365 * 86_400_000;
    const isAhead = this.#ahead.delete(where) || void this.#ahead.add(where);
    where.clock.advance(isAhead ? -ms : ms);
  }

  /** On top of whatever the branch holds; the memory of the one who does it is its own. */
  async #foreign(which: number): Promise<void> {
    this.#stranger ??= await this.#world.open();
    const tip = await this.#stranger.fetch();
    if (tip === undefined) return;
    const id = derivedId('foreign', String(which));
    const bytes = Buffer.from(
      which === 0 ? 'no front matter' : `---\nid: ${id}\nkind: note\nstamp: x\n---\n`,
    );
    const files = [{path: plainFormat.pathOf('note', id), bytes}];
    await this.#stranger.push(
      await this.#stranger.commit({parents: [tip], files, message: 'x', at: 1}),
    );
  }

  /** Somebody with an editor. What they remove from a file they have seen there. */
  #hand(where: Device, {file, how}: Step & {do: 'hand'}): void {
    const hand = this.#hands.get(where);
    if (!hand?.isShown) return;
    const {texts, entry, write} = hand.look(file, how);
    if (write === undefined) return;
    counted(`by hand: ${how}`);
    if (how === 'remove') {
      // What stood in the file alone goes with it; the entry's own words stay, in the trash.
      const kept =
        JSON.stringify(where.db.all('SELECT record FROM conflicts')) + this.#texts(where.db);
      for (const [word] of texts.matchAll(/w\d+w/g))
        if (!kept.includes(word)) this.words.delete(word);
    } else if (how !== 'copy') this.#seen(texts);
    write(how === 'remove' || how === 'copy' ? '' : this.#newWord(entry));
  }

  #decide(where: Device, pick: number): void {
    const row = where.db.get<{record: string}>(
      'SELECT record FROM conflicts WHERE is_open = 1 ORDER BY id',
    );
    if (!row) return;
    const conflict = JSON.parse(row.record) as VaultRecord;
    // The person has seen what they decide about.
    this.#seen(conflict);
    const values = (conflict.fields.values ?? []) as string[];
    const value = values[pick] ?? 'something else';
    const {hlc} = parseStamp(conflict.stamp)!;
    const chosen = (operation: string) => ({
      ...conflict,
      stamp: stampOf(nextHlc(hlc, where.clock.now()), where.identity.device),
      fields: {
        ...conflict.fields,
        chosen: chosenAs(value),
        resolved_at: '2026-11-21T00:00:00.000Z',
        operation,
      },
    });
    where.operations.run({command: 'sync resolve', actor: 'person'}, () => {
      const {operation: seq} = where.operations.writing();
      const operation = where.db.value<string>('SELECT id FROM operations WHERE seq = ?', [seq])!;
      where.rows.apply([{record: chosen(operation), expected: conflict.stamp}]);
      const {entry, field} = conflict.fields;
      const found = where.entries.find(String(entry));
      if (!found || (field !== 'title' && field !== 'body')) return;
      this.#seen(found[field]);
      where.entries.setFields(found.id, {[field]: value});
      for (const [word] of value.matchAll(/w\d+w/g)) this.words.set(word, found.id);
    });
  }

  async #sync(where: Device, {killAt, isMeddledWith}: Step & {do: 'sync'}): Promise<void> {
    if (isMeddledWith) {
      where.others.write = () => {
        counted('meddled');
        where.others.write = () => {};
        for (let entry = 0; entry < 4; entry++) this.#edit(where, entry, 0);
      };
    }
    try {
      const {conflicts, returned} = await where.sync({acceptDeletes: 1000}, killAt);
      counted('conflicts', conflicts);
      counted('returned', returned.length);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      counted(`killed at ${error.message}`);
    } finally {
      where.others.write = () => {};
      await this.#hands.get(where)?.begin();
    }
  }

  /** Every device syncs until nobody has anything to say. */
  async rest(): Promise<void> {
    for (let round = 0; round <= this.devices.length; round++) {
      let moved = 0;
      for (const each of this.devices) {
        const report = await each.sync({acceptDeletes: 1000});
        await this.#hands.get(each)?.begin();
        moved += report.out + report.in;
        counted('conflicts', report.conflicts);
        counted('returned', report.returned.length);
      }
      if (moved === 0) return;
    }
    const reports = [];
    for (const each of this.devices) reports.push(await each.sync());
    if (reports.some(report => report.out + report.in > 0))
      throw new Error(`no rest: ${JSON.stringify(reports)}`);
  }
}

async function checkEqual(devices: readonly Device[]): Promise<void> {
  const [first, ...others] = devices as [Device, ...Device[]];
  const entries = [...kept(first).values()].join('\n\n');
  const vault = await vaultOf(first);
  if (/^(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)/m.test(entries))
    throw new Error('a conflict marker in an entry');
  // The vault is what is kept, byte for byte; only tombstones of what was purged come on top.
  for (const [id, text] of kept(first)) {
    const {kind} = first.rows.find([id]).get(id)!;
    const line = `${plainFormat.pathOf(kind, id)} ${blobOid(Buffer.from(text))}`;
    if (!vault.includes(line)) throw new Error(`not in the vault as it is kept: ${text}`);
  }
  for (const other of others) {
    const theirs = [...kept(other).values()].join('\n\n');
    if (theirs !== entries) throw new Error(`devices differ:\n${entries}\n=====\n${theirs}`);
    if ((await vaultOf(other)) !== vault) throw new Error('vaults differ');
  }
}

async function checkNothingLost({words, devices}: Life, {history}: World): Promise<void> {
  const now = [...kept(devices[0]!).values()].join('\n');
  const missing = [...words.keys()].filter(word => !now.includes(word));
  if (missing.length === 0) return;
  const past = (await history()).join('\n');
  for (const word of missing) {
    if (past.includes(word)) counted('only in history');
    else throw new Error(`lost: ${word} of ${words.get(word)}\n${now}`);
  }
}
