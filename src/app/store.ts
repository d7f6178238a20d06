/** Wires what one person keeps on this machine: the database and the nouns in it. */
import {existsSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {Config} from '../config/config.ts';
import type {Paths} from '../config/paths.ts';
import {Conversations} from '../conversations/conversations.ts';
import {AttachmentFiles} from '../entries/attachments.ts';
import {Entries} from '../entries/entries.ts';
import {type Identity, identify} from '../entries/identity.ts';
import {LastEntryFile} from '../entries/last-entry.ts';
import {Operations} from '../entries/operations.ts';
import {References} from '../entries/references.ts';
import {Undo} from '../entries/undo.ts';
import {IntegrityError} from '../ground/errors.ts';
import type {Clock} from '../ground/time.ts';
import {kinds} from '../kinds/kinds.ts';
import {Memories} from '../memories/memories.ts';
import {findProfileFact} from '../memories/profile-facts.ts';
import {Backlinks} from '../notes/backlinks.ts';
import {Notes} from '../notes/notes.ts';
import {Agenda} from '../planner/agenda/agenda.ts';
import {readAreaWeights} from '../planner/agenda/area-weights.ts';
import {Calendar} from '../planner/agenda/calendar.ts';
import {readPeakHours} from '../planner/agenda/peak-hours.ts';
import {Goals} from '../planner/goals/goals.ts';
import {Tasks} from '../planner/tasks/tasks.ts';
import type {Database} from '../storage/database.ts';
import {openDatabase, type SchemaName} from '../storage/open-database.ts';
import {undoParticipants} from './participants.ts';

/** Whose things these are, and when it is. */
export interface StoreLocation {
  readonly paths: Paths;
  readonly config: Config;
  readonly clock: Clock;
}

/**
 * Each part is made when it is first asked for, so that a command opens and loads what it uses. The
 * database files are opened the same way, and closed together.
 */
export class PersonalStore implements StoreLocation {
  readonly paths: Paths;
  readonly config: Config;
  readonly clock: Clock;
  readonly #opened: Database[] = [];

  constructor({paths, config, clock}: StoreLocation) {
    this.paths = paths;
    this.config = config;
    this.clock = clock;
  }

  /** What a person keeps. */
  get db(): Database {
    this.#refuseEmptied('memu.db');
    return this.keep('db', this.openFile('memu.db', 'memu'));
  }

  /** What belongs to this machine alone. */
  get local(): Database {
    return this.keep('local', this.openFile('local.db', 'local'));
  }

  get identity(): Identity {
    return this.keep('identity', identify(this.db));
  }

  get operations(): Operations {
    return this.keep('operations', new Operations(this.db, this.clock, this.identity.device));
  }

  get entries(): Entries {
    return this.keep('entries', new Entries({db: this.db, operations: this.operations, kinds}));
  }

  get references(): References {
    return this.keep('references', new References(this.db, this.entries, this.last));
  }

  get undo(): Undo {
    const {db, entries, operations} = this;
    return this.keep('undo', new Undo(db, entries, operations, undoParticipants(this)));
  }

  get last(): LastEntryFile {
    return this.keep('last', new LastEntryFile(join(this.paths.state, 'last')));
  }

  get attachments(): AttachmentFiles {
    return this.keep('attachments', new AttachmentFiles(join(this.paths.data, 'attachments')));
  }

  get notes(): Notes {
    return this.keep('notes', new Notes(this.entries, this.clock));
  }

  get backlinks(): Backlinks {
    return this.keep('backlinks', new Backlinks(this.db, this.entries));
  }

  get memories(): Memories {
    return this.keep('memories', new Memories(this.entries, this.clock));
  }

  get goals(): Goals {
    return this.keep('goals', new Goals(this));
  }

  get tasks(): Tasks {
    return this.keep('tasks', new Tasks(this));
  }

  get agenda(): Agenda {
    return this.keep(
      'agenda',
      new Agenda({
        db: this.db,
        entries: this.entries,
        clock: this.clock,
        areaWeights: {
          ...readAreaWeights(findProfileFact(this.entries, 'areas')?.body ?? ''),
          ...this.config.get('planner.area_weights'),
        },
        peakHours: readPeakHours(findProfileFact(this.entries, 'peak_hours')?.body ?? ''),
      }),
    );
  }

  get calendar(): Calendar {
    return this.keep('calendar', new Calendar(this));
  }

  get conversations(): Conversations {
    return this.keep('conversations', new Conversations(this.db, this.entries, this.operations));
  }

  /** Closes what was opened. */
  close(): void {
    for (const db of this.#opened.splice(0)) db.close();
  }

  /** False as long as no file of the data folder was needed. */
  protected get isOpened(): boolean {
    return this.#opened.length > 0;
  }

  /** True when the data folder has this file. */
  has(file: string): boolean {
    return existsSync(join(this.paths.data, file));
  }

  /** A file of no bytes beside a vault or attachments is what a full disk or a copy left of a life, not a new one. */
  #refuseEmptied(file: string): void {
    const path = join(this.paths.data, file);
    const [main, log] = [path, `${path}-wal`].map(each => statSync(each, {throwIfNoEntry: false}));
    if (main?.size !== 0 || (log?.size ?? 0) > 0) return;
    const traces = ['vault.git', 'attachments', 'sync-keys.json'].filter(each => this.has(each));
    if (traces.length === 0) return;
    throw new IntegrityError(`${path} is empty, and ${traces.join(' and ')} beside it are not`, {
      hint: 'put a backup of it in its place; or `memu doctor --repair`, then `memu sync init --remote URL`',
    });
  }

  /** Opens a database of the data folder; it is closed with the others. */
  protected openFile(file: string, schema: SchemaName, waitMs?: number): Database {
    const path = join(this.paths.data, file);
    const db = openDatabase({path, schema, ...(waitMs !== undefined && {waitMs})});
    this.#opened.push(db);
    return db;
  }

  /** What a getter made stands in its place from then on. */
  protected keep<Name extends keyof this>(name: Name, part: this[Name]): this[Name] {
    Object.defineProperty(this, name, {value: part});
    return part;
  }
}
