/** What can be done with memories. */
import type {Entries} from '../entries/entries.ts';
import {type Condition, type Listing, listEntries, sharedOrders} from '../entries/listing.ts';
import {UsageError} from '../ground/errors.ts';
import {type Clock, nowIso} from '../ground/time.ts';
import {type Memory, type MemoryInput, memoryKind} from './memory.ts';

export interface MemoryListing extends Listing {
  readonly type?: string;
}

export class Memories {
  readonly #entries: Entries;
  readonly #clock: Clock;

  constructor(entries: Entries, clock: Clock) {
    this.#entries = entries;
    this.#clock = clock;
  }

  /** Keeps a memory. @throws UsageError when there is nothing in it */
  add(input: MemoryInput, id?: string): Memory {
    if (!input.body?.trim()) throw new UsageError('a memory needs some words');
    return this.#entries.create(memoryKind, input, id);
  }

  /** @throws UsageError when no words are left, or when it would end before it began to be true */
  edit(id: string, input: MemoryInput): Memory {
    if (input.body !== undefined && input.body.trim() === '') {
      throw new UsageError('a memory needs some words', {hint: `memu memory rm ${id.slice(0, 8)}`});
    }
    const {valid_from, valid_to} = {...this.#entries.getOf(memoryKind, id), ...input};
    if (valid_from && valid_to && valid_from.slice(0, 10) > valid_to.slice(0, 10)) {
      throw new UsageError(`it would end (${valid_to}) before it began to be true (${valid_from})`);
    }
    return this.#entries.update(memoryKind, id, input);
  }

  list({type, ...listing}: MemoryListing = {}): Memory[] {
    const where: Condition[] = [...(listing.where ?? [])];
    if (type !== undefined) where.push({sql: 'own.type = ?', params: [type]});
    return listEntries(this.#entries, memoryKind, {...listing, where}, sharedOrders);
  }

  /** Ends the validity of a memory in favour of another one; both stay kept. */
  supersede(id: string, by: string, at: string = nowIso(this.#clock)): Memory {
    return this.#entries.update(memoryKind, id, {valid_to: at, superseded_by: by});
  }
}
