/** The person's own programs, run for what happened: `hooks/task.created`, `goal.achieved`, … once each. */
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {ChangeFeed, type Cursor} from '../entries/changes.ts';
import type {Entries} from '../entries/entries.ts';
import {type EntryBase, entryJson} from '../entries/entry.ts';
import {MemuError} from '../errors.ts';
import {run} from '../process.ts';
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
const timeoutMs = 30_000;

export class Hooks {
  readonly #options: HooksOptions;
  readonly #feed: ChangeFeed;

  constructor(options: HooksOptions) {
    this.#options = options;
    this.#feed = new ChangeFeed(options.db);
  }

  /**
   * Runs the programs for everything that happened since the last time; returns what ran. The first
   * time, and after a restore, it begins with now: what happened long ago is not news.
   */
  async catchUp(): Promise<HookEvent[]> {
    const ran: HookEvent[] = [];
    const seen = new Set<string>();
    let place = this.#place();
    for (;;) {
      const rows = this.#versionsAfter(place.version);
      for (const row of rows) {
        // Noted before it runs: a program that crashes memu is not run twice.
        place = {...place, version: row.seq};
        this.#remember(place);
        for (const name of eventsOf(row, this.#options.entries.find(row.id))) {
          const entry = this.#options.entries.find(row.id);
          if (!entry || seen.has(`${name} ${row.id}`)) continue;
          seen.add(`${name} ${row.id}`);
          if (await this.emit(name, entryJson(entry))) ran.push({name, id: row.id});
        }
      }
      if (rows.length < batch) break;
    }
    this.#remember({cursor: this.#feed.position(), version: place.version});
    return ran;
  }

  /** Runs the program of an event, if there is one; its failure is told and is nobody else's. */
  async emit(name: string, data: object): Promise<boolean> {
    const program = join(this.#options.folder, name);
    if (!this.#mayRun(program)) return false;
    const input = `${JSON.stringify({event: name, data})}\n`;
    try {
      await run({program, input, env: {MEMU_EVENT: name}, timeoutMs});
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      this.#options.onProblem?.(`hook ${name}: ${error.message}`);
    }
    return true;
  }

  /** Only a file that this person alone can write is run. */
  #mayRun(program: string): boolean {
    const found = statSync(program, {throwIfNoEntry: false});
    if (!found?.isFile() || (found.mode & 0o111) === 0) return false;
    const isOwn = found.uid === (process.getuid?.() ?? found.uid);
    if (isOwn && (found.mode & 0o022) === 0) return true;
    this.#options.onProblem?.(`${program} is not run: others can write it (chmod go-w mends that)`);
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
  const {status} = entry as EntryBase & {readonly status?: string};
  if (changed.status !== undefined && changed.status !== 'completed' && status === 'completed') {
    return [kind === 'goal' ? 'goal.achieved' : `${kind}.completed`];
  }
  if (changed.state === 'proposed' && entry.state === 'active') return [`${kind}.created`];
  if (changed.state !== undefined && entry.state === 'trashed') return [`${kind}.removed`];
  return [`${kind}.changed`];
}
