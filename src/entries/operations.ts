/** Operations: each command's writes are one transaction (or one labelled row of them) that undo takes back. */
import {newId} from '../ground/ids.ts';
import {nextHlc, type Stamp, stampOf, zeroHlc} from '../ground/stamp.ts';
import {type Clock, nowIso} from '../ground/time.ts';
import type {Database} from '../storage/database.ts';

export const actors = ['person', 'sync', 'job'] as const;
type Actor = (typeof actors)[number];

export interface OperationNote {
  /** As the person would type it: `task add`. */
  readonly command: string;
  readonly actor?: Actor;
  /** The operation that this one takes back. */
  readonly undoes?: number;
}

/** What a write needs to know about the operation it belongs to. */
export interface Writing {
  /** Number of the operation, made at the first call. */
  readonly operation: number;
  readonly stamp: Stamp;
  readonly device: string;
  readonly at: string;
}

/** One operation whose writes come in several transactions, such as an import. */
export interface LongOperation {
  run<Result>(work: () => Result): Result;
}

interface Running {
  readonly note: OperationNote;
  seq: number | undefined;
  writing: Writing | undefined;
}

export class Operations {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #device: string;
  #running: Running | undefined;

  constructor(db: Database, clock: Clock, device: string) {
    this.#db = db;
    this.#clock = clock;
    this.#device = device;
  }

  /** Runs `work` as one transaction under one operation; inside another `run` it joins that one. */
  run<Result>(command: string | OperationNote, work: () => Result): Result {
    if (this.#running !== undefined) return work();
    const note = typeof command === 'string' ? {command} : command;
    return this.#transact({note, seq: undefined, writing: undefined}, work);
  }

  /** Runs several operations, each undone by itself, that are kept all or none. */
  together<Result>(work: () => Result): Result {
    return this.#db.write(work);
  }

  /** For writes too large for one transaction: each `run` commits by itself, one undo takes all back. */
  long(command: string | OperationNote): LongOperation {
    const note = typeof command === 'string' ? {command} : command;
    const running: Running = {note, seq: undefined, writing: undefined};
    this.#db.checkpointEvery(1_000);
    return {
      run: work => {
        if (this.#running !== undefined) return work();
        running.writing = undefined;
        return this.#transact(running, work);
      },
    };
  }

  /** The operation that is under way; makes its row at the first write. */
  writing(): Writing {
    const running = this.#running;
    if (running === undefined) throw new TypeError('a write outside of an operation');
    running.writing ??= this.#begin(running);
    return running.writing;
  }

  #transact<Result>(running: Running, work: () => Result): Result {
    const before = running.seq;
    this.#running = running;
    try {
      return this.#db.write(work);
    } catch (error) {
      running.seq = before;
      throw error;
    } finally {
      this.#running = undefined;
    }
  }

  #begin(running: Running): Writing {
    const at = nowIso(this.#clock);
    const {command, actor = 'person', undoes = null} = running.note;
    running.seq ??= this.#db.run(
      'INSERT INTO operations(id, actor, command, at, device, undoes) VALUES (?, ?, ?, ?, ?, ?)',
      [newId(), actor, command, at, this.#device, undoes],
    ).rowid;
    return {operation: running.seq, stamp: this.#nextStamp(), device: this.#device, at};
  }

  #nextStamp(): Stamp {
    const last = this.#db.value<string>("SELECT value FROM meta WHERE key = 'hlc'") ?? zeroHlc;
    const next = nextHlc(last, this.#clock.now());
    this.#db.run("INSERT OR REPLACE INTO meta(key, value) VALUES ('hlc', ?)", [next]);
    return stampOf(next, this.#device);
  }
}
