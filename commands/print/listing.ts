/** What every `list` does alike: limit, order, filters, a line of the person's own, and words for nothing. */
import {type Command, Option} from 'commander';
import {entryDocuments} from '../../src/actions/entry-documents.ts';
import type {Memu} from '../../src/app/memu.ts';
import {type EntryBase, fieldNames, type Kind} from '../../src/entries/entry.ts';
import {nameOf} from '../../src/entries/entry-name.ts';
import {type Listing, sharedOrders} from '../../src/entries/listing.ts';
import {goalKind} from '../../src/planner/goals/goal.ts';
import {areasOf} from '../cli/areas.ts';
import type {Cli} from '../cli/cli.ts';
import {given, several, wholeNumberOption} from '../cli/options.ts';
import {lineFitter} from './line-fitter.ts';
import {entryLine, formatter} from './presentation.ts';

export interface ListOptions {
  readonly limit?: number;
  readonly sort?: string;
  readonly tag?: readonly string[];
  readonly area?: readonly string[];
  readonly status?: string;
  readonly format?: string;
}

export interface ListWords {
  readonly orders?: readonly string[];
  /** What `--status` takes; the state of an entry where a kind has no status of its own. */
  readonly statuses?: readonly string[];
}

/** Options that every `list` takes. */
export const addListOptions = (
  command: Command,
  {orders = Object.keys(sharedOrders), statuses = stateWords}: ListWords = {},
): Command =>
  command
    .addOption(limitOption())
    .option('--sort <order>', `one of ${orders.join(', ')}; -order turns it around`)
    .option('--tag <tag>', 'only with this tag; may be repeated', several)
    .option('--area <area>', 'only of this life area; may be repeated', several)
    .addOption(new Option('--status <status>', 'which ones').choices(statuses))
    .addOption(formatOption());

export const limitOption = (most = 50): Option =>
  new Option('--limit <n>', 'at most this many; 0 for all')
    .argParser(wholeNumberOption)
    .default(most);

export const formatOption = (): Option =>
  new Option('--format <text>', 'a line of your own, with {id}, {title} and other fields');

const stateWords = ['active', 'proposed', 'trashed', 'all'];

/** What the shared options ask for; `--status` is left to kinds that have one. */
export const listingFrom = (memu: Memu, {limit, sort, tag, area}: ListOptions): Listing =>
  given({limit, sort, tags: tag, areas: area && areasOf(memu, area)});

/** The same for kinds without a status of their own: `--status` speaks of their state. */
export const stateListingFrom = (memu: Memu, options: ListOptions): Listing => ({
  ...listingFrom(memu, options),
  ...given({states: statesOf(options.status)}),
});

const statesOf = (status: string | undefined): Listing['states'] =>
  status === 'all'
    ? ['active', 'proposed', 'trashed']
    : status === undefined
      ? undefined
      : [status as 'active' | 'proposed' | 'trashed'];

export interface Printing<Entry> {
  readonly format?: string | undefined;
  /** The kinds whose fields `--format` may name; all of them when absent. */
  readonly kinds?: readonly Kind[];
  readonly line?: (entry: Entry) => string;
  /** Said to a person when there is nothing to list. */
  readonly nothing: string;
}

const namesOf = (kinds: readonly Kind[]): readonly string[] => [
  ...kinds.flatMap(fieldNames),
  ...(kinds.some(({name}) => name === goalKind.name) ? ['progress'] : []),
];

/** A list as JSON, as the person's own lines, or as memu's. */
export async function printList<Entry extends EntryBase>(
  cli: Cli,
  memu: Memu,
  entries: readonly Entry[],
  {format, kinds = memu.entries.kinds, line, nothing}: Printing<Entry>,
): Promise<void> {
  const own = formatter(format, namesOf(kinds));
  if (cli.json) return cli.printJson(entryDocuments(memu, entries));
  const usual = (entry: Entry): string =>
    line?.(entry) ?? entryLine(entry, memu.references.short(entry.id), memu.clock.zone);
  if (own) {
    for (const fields of entryDocuments(memu, entries)) cli.print(own(fields));
    return;
  }
  const fitted = await lineFitter(cli);
  for (const entry of entries) cli.print(fitted(usual(entry), nameOf(entry)));
  if (entries.length === 0) cli.tellPerson(nothing);
}

/** Filters that may be why a list is empty. */
const unfiltered = new Set(['limit', 'sort', 'format']);

/** `no notes yet: memu note add "…" keeps one` */
export function nothingListed(noun: string, plural: string, options: object): string {
  const filters = Object.entries(options).filter(
    ([name, value]) => value !== undefined && !unfiltered.has(name),
  );
  if (filters.length === 0) return `no ${plural} yet: memu ${noun} add "…" keeps one`;
  const flags = filters.map(([name]) => `--${name}`).join(' ');
  return `no ${noun} fits ${flags}`;
}
