/** Lists of one kind: filters and orders that SQL serves from its indexes. */
import {UsageError} from '../ground/errors.ts';
import type {SqlValue} from '../storage/database.ts';
import type {Entries} from './entries.ts';
import type {EntryOf, Kind, State} from './entry.ts';
import {parseLabels} from './fields.ts';

export interface Listing {
  /** At most this many; 0 means all. */
  readonly limit?: number;
  /** A sort word; `-` before it turns the order around. */
  readonly sort?: string;
  /** All of them must be there. */
  readonly tags?: readonly string[];
  readonly areas?: readonly string[];
  readonly states?: readonly State[];
  /** Further conditions over `e` and `own`. */
  readonly where?: readonly Condition[];
  /** The table whose index serves the filter; by default the one that the order speaks of. */
  readonly lead?: 'shared' | 'own';
}

export interface Condition {
  readonly sql: string;
  readonly params?: readonly SqlValue[];
}

/** `ORDER BY` texts by sort word. */
export type Orders = {readonly [word: string]: string};

/** Sort words that every kind understands. */
export const sharedOrders: Orders = {
  created: 'e.created_at DESC, e.seq DESC',
  updated: 'e.updated_at DESC, e.seq DESC',
  title: 'e.title COLLATE NOCASE, e.seq',
};

/**
 * Entries of a kind. `orders` names the sort words; the first is the usual one. An order over `own`
 * columns is served from the side table's indexes.
 *
 * @throws UsageError for a sort word that is not there
 */
export function listEntries<K extends Kind>(
  entries: Entries,
  kind: K,
  listing: Listing,
  orders: Orders = sharedOrders,
): EntryOf<K>[] {
  const order = orderOf(orders, listing.sort);
  const conditions = [
    {sql: 'e.kind = ?', params: [kind.name]},
    inStates(listing.states ?? ['active']),
    ...(listing.tags ?? []).map(tag => labelled('tag', tag)),
    ...(listing.areas ?? []).map(area => labelled(areaFacet(kind), area)),
    ...(listing.where ?? []),
  ];
  const where = conditions.map(condition => condition.sql).join(' AND ');
  const params = conditions.flatMap((condition: Condition) => condition.params ?? []);
  const limit = listing.limit === undefined || listing.limit === 0 ? -1 : listing.limit;
  const lead = listing.lead ?? (order.includes('own.') ? 'own' : 'shared');
  return entries.select(kind, `WHERE ${where} ORDER BY ${order} LIMIT ?`, [...params, limit], lead);
}

// One state is an equality, which lets an index serve the order; a list of them is not.
const inStates = (states: readonly State[]): Condition =>
  states.length === 1
    ? {sql: 'e.state = ?', params: [states[0]!]}
    : {sql: 'e.state IN (SELECT value FROM json_each(?))', params: [JSON.stringify(states)]};

// What has no areas of its own is in those that its tags name.
const areaFacet = (kind: Kind): 'tag' | 'area' => ('areas' in kind.fields ? 'area' : 'tag');

const labelled = (facet: 'tag' | 'area', label: string): Condition => ({
  sql: 'e.seq IN (SELECT entry FROM entry_labels WHERE facet = ? AND label = ?)',
  params: [facet, parseLabels([label], facet)[0] ?? ''],
});

function orderOf(orders: Orders, sort: string | undefined): string {
  const words = Object.keys(orders);
  const word = (sort ?? words[0]!).replace(/^-/, '');
  const order = orders[word];
  if (order === undefined) {
    throw new UsageError(`there is no order called ${word}`, {hint: `one of ${words.join(', ')}`});
  }
  return sort?.startsWith('-') ? reversed(order) : order;
}

const reversed = (order: string): string =>
  order
    .split(', ')
    .map(term => (term.endsWith(' DESC') ? term.slice(0, -5) : `${term} DESC`))
    .join(', ');
