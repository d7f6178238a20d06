/** What can be done with notes. */
import type {Entries} from '../entries/entries.ts';
import {type Condition, type Listing, listEntries, sharedOrders} from '../entries/listing.ts';
import {UsageError} from '../ground/errors.ts';
import {derivedId} from '../ground/ids.ts';
import {excerpt} from '../ground/text.ts';
import {type Clock, today} from '../ground/time.ts';
import {type Note, type NoteInput, noteKind} from './note.ts';

export interface NoteListing extends Listing {
  readonly notebook?: string;
}

const orders = {
  newest: `own.pinned DESC, ${sharedOrders.created}`,
  ...sharedOrders,
};

/** What a list of notes may be sorted by, the usual order first. */
export const noteOrders: readonly string[] = Object.keys(orders);

export class Notes {
  readonly #entries: Entries;
  readonly #clock: Clock;

  constructor(entries: Entries, clock: Clock) {
    this.#entries = entries;
    this.#clock = clock;
  }

  /** Keeps a note; without a title its first line is one. @throws UsageError when there is nothing in it */
  add(input: NoteInput): Note {
    const title = input.title || titleOf(input.body ?? '');
    if (title === '') throw new UsageError('a note needs some words');
    return this.#entries.create(noteKind, {...input, title});
  }

  edit(id: string, input: NoteInput): Note {
    return this.#entries.update(noteKind, id, input);
  }

  /** Pinned notes first, then the newest. */
  list({notebook, ...listing}: NoteListing = {}): Note[] {
    const where: Condition[] = [...(listing.where ?? [])];
    if (notebook !== undefined) where.push({sql: 'own.notebook = ?', params: [notebook]});
    // Sorting pinned ones to the top needs every note; their order by time comes from an index.
    if (listing.sort !== undefined)
      return listEntries(this.#entries, noteKind, {...listing, where}, orders);
    return this.#pinnedFirst({...listing, where});
  }

  /** The note of a day, made when it is missing; the same on every device. */
  daily(date: string = today(this.#clock)): Note {
    const id = derivedId('note', 'daily', date);
    const found = this.#entries.findOf(noteKind, id);
    if (found?.state === 'trashed') {
      this.#entries.activate(id);
      return this.#entries.getOf(noteKind, id);
    }
    if (found !== undefined) return found;
    return this.#entries.create(noteKind, {title: date, notebook: 'daily'}, id);
  }

  /** Adds a line to the end of a note. */
  append(id: string, line: string): Note {
    const {body} = this.#entries.get(id);
    const gap = body === '' || body.endsWith('\n') ? '' : '\n';
    return this.#entries.update(noteKind, id, {body: `${body}${gap}${line}\n`});
  }

  #pinnedFirst(listing: Listing): Note[] {
    const by = (pinned: 0 | 1, limit: number | undefined): Note[] => {
      const where = [...(listing.where ?? []), {sql: `own.pinned = ${pinned}`}];
      const part = {...listing, where, lead: pinned ? 'own' : 'shared'} as const;
      return listEntries(this.#entries, noteKind, limit === undefined ? part : {...part, limit});
    };
    const pinned = by(1, listing.limit);
    if (!listing.limit) return [...pinned, ...by(0, undefined)];
    if (pinned.length >= listing.limit) return pinned;
    return [...pinned, ...by(0, listing.limit - pinned.length)];
  }
}

/** The first line with words in it, without Markdown's heading marks. */
function titleOf(body: string): string {
  const line = body.split('\n', 50).find(text => text.trim() !== '') ?? '';
  return excerpt(line.replace(/^#+\s+/, ''), 80);
}
