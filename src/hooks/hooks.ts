/** The person's own programs, run for what happened: `hooks/task.created`, `goal.achieved`, … once each. */
import {statSync} from 'node:fs';
import {basename, join} from 'node:path';
import {ChangeFeed, type Cursor} from '../entries/changes.ts';
import type {Entries} from '../entries/entries.ts';
import {type EntryBase, entryJson, fieldOf} from '../entries/entry.ts';
import {MemuError} from '../ground/errors.ts';
import {runProgram} from '../ground/process.ts';
import {count} from '../ground/text.ts';
import {distrustOfProgram} from '../ground/trusted-path.ts';
import type {Database} from '../storage/database.ts';

export interface HooksOptions {
  /** What is kept. */
  readonly db: Database;
  /** This machine's own database: it knows what has run. */
  readonly local: Database;
  readonly entries: Entries;
  /** The folder with the programs. */
  readonly folder: string;
  /** Told about programs that failed or may not run. */
  readonly onProblem?: (text: string) => void;
  /** How long one program may take; 30 seconds unless told. */
  readonly timeoutMs?: number;
}

export interface HookEvent {
  /** `task.created` */
  readonly name: string;
  readonly id: string;
}

interface VersionRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly before: string | null;
}

interface Place {
  readonly cursor: Cursor;
  /** The last version that hooks were run for. */
  readonly version: number;
}

const fact = 'hooks';
const batch = 200;
const usualTimeoutMs = 30_000;

export class Hooks {
  readonly #options: HooksOptions;
  readonly #feed: ChangeFeed;
  readonly #said = new Set<string>();
  /** Programs that did not end, with the events that they were spared since. */
  readonly #hung = new Map<string, number>();

  constructor(options: HooksOptions) {
    this.#options = options;
    this.#feed = new ChangeFeed(options.db);
  }

  /**
   * Runs the programs for everything that happened since the last time; returns what ran. The first
   * time, and after a restore, it begins with now: what happened long ago is not news. Where two
   * runs meet, each event belongs to the one that noted it first.
   */
  async catchUp(): Promise<HookEvent[]> {
    const ran: HookEvent[] = [];
    const seen = new Set<string>();
    let place = this.#place();
    for (;;) {
      const rows = this.#versionsAfter(place.version);
      for (const row of rows) {
        // Noted before it runs: a program that crashes memu is not run twice.
        const noted = this.#advance(place, {...place, version: row.seq});
        if (noted === undefined) return this.#ended(ran);
        place = noted;
        for (const name of eventsOf(row, this.#options.entries.find(row.id))) {
          const entry = this.#options.entries.find(row.id);
          if (!entry || seen.has(`${name} ${row.id}`)) continue;
          seen.add(`${name} ${row.id}`);
          if (await this.emit(name, entryJson(entry))) ran.push({name, id: row.id});
        }
      }
      if (rows.length < batch) break;
    }
    this.#advance(place, {cursor: this.#feed.position(), version: place.version});
    return this.#ended(ran);
  }

  /** Runs the program of an event, if there is one; its failure is told and is nobody else's. */
  async emit(name: string, data: object): Promise<boolean> {
    const program = join(this.#options.folder, name);
    if (!this.#mayRun(program)) return false;
    const spared = this.#hung.get(name);
    if (spared !== undefined) {
      this.#hung.set(name, spared + 1);
      return false;
    }
    const input = `${JSON.stringify({event: name, data})}\n`;
    const {timeoutMs = usualTimeoutMs} = this.#options;
    try {
      await runProgram({program, input, env: {MEMU_EVENT: name}, timeoutMs});
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      if (error.code === 'timed_out') this.#hung.set(name, 0);
      this.#say(`hook ${name}: ${error.message}`);
    }
    return true;
  }

  /** Says what programs that hang have missed. */
  #ended(ran: HookEvent[]): HookEvent[] {
    for (const [name, spared] of this.#hung) {
      if (spared > 0) this.#say(`hook ${name} was not run for ${count(spared, 'more event')}`);
    }
    return ran;
  }

  #say(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#options.onProblem?.(text);
  }

  /** Only a file that this person alone can write is run. */
  #mayRun(program: string): boolean {
    const found = statSync(program, {throwIfNoEntry: false});
    if (!found?.isFile()) return false;
    if ((found.mode & 0o111) === 0) {
      this.#say(`${program} is not run: it is no program yet (chmod u+x makes it one)`);
      return false;
    }
    const distrust = distrustOfProgram(this.#options.folder, basename(program));
    if (!distrust) return true;
    this.#say(`${program} is not run: ${distrust.reason} (${distrust.fix})`);
    return false;
  }

  #place(): Place {
    const text = this.#options.local.value<string>('SELECT value FROM facts WHERE key = ?', [fact]);
    const known = text === undefined ? undefined : (JSON.parse(text) as Place);
    if (known && this.#feed.continues(known.cursor)) return known;
    const version = this.#options.db.value<number>(
      'SELECT coalesce(max(seq), 0) FROM entry_versions',
    );
    const fresh = {cursor: this.#feed.position(), version: version ?? 0};
    this.#remember(fresh);
    return fresh;
  }

  #remember(place: Place): void {
    this.#options.local.run('INSERT OR REPLACE INTO facts(key, value) VALUES (?, ?)', [
      fact,
      JSON.stringify(place),
    ]);
  }

  /** Undefined when another run went on from there meanwhile. */
  #advance(from: Place, to: Place): Place | undefined {
    const {changes} = this.#options.local.run(
      'UPDATE facts SET value = :to WHERE key = :fact AND value = :from',
      {fact, from: JSON.stringify(from), to: JSON.stringify(to)},
    );
    return changes === 1 ? to : undefined;
  }

  #versionsAfter(version: number): VersionRow[] {
    return this.#options.db.all<VersionRow>(
      `SELECT v.seq, e.id, e.kind, v.before FROM entry_versions v JOIN entries e ON e.seq = v.entry
       WHERE v.seq > ? ORDER BY v.seq LIMIT ?`,
      [version, batch],
    );
  }
}

/** What one version of an entry is called: made, finished, thrown away, changed. */
function eventsOf({kind, before}: VersionRow, entry: EntryBase | undefined): string[] {
  if (!entry) return [];
  if (before === null) return [`${kind}.${entry.state === 'proposed' ? 'proposed' : 'created'}`];
  const changed = JSON.parse(before) as {readonly status?: string; readonly state?: string};
  const status = fieldOf(entry, 'status');
  if (changed.status !== undefined && changed.status !== 'completed' && status === 'completed') {
    return [kind === 'goal' ? 'goal.achieved' : `${kind}.completed`];
  }
  if (changed.state === 'proposed' && entry.state === 'active') return [`${kind}.created`];
  if (changed.state !== undefined && entry.state === 'trashed') return [`${kind}.removed`];
  return [`${kind}.changed`];
}
