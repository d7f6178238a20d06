/** Takes in what another tool kept; twice adds nothing. */
import {setTimeout as sleep} from 'node:timers/promises';
import type {Conversations} from '../conversations/conversations.ts';
import type {Entries} from '../entries/entries.ts';
import {versionsOf} from '../entries/history.ts';
import type {Operations} from '../entries/operations.ts';
import type {ImporterReport} from '../exchange/importers/import-items.ts';
import type {ImportSource} from '../exchange/importers/importer.ts';
import {importFormats} from '../exchange/importers/registry.ts';
import {UsageError} from '../ground/errors.ts';
import type {Clock} from '../ground/time.ts';
import type {Database} from '../storage/database.ts';

export interface ImportDeps {
  readonly db: Database;
  readonly entries: Entries;
  readonly conversations: Conversations;
  readonly operations: Operations;
  readonly clock: Clock;
}

export interface ImportInput {
  /** A name of `importFormats`. */
  readonly format: string;
  readonly source: ImportSource;
}

/** Whoever watches: how many items were read. */
export interface ImportDialog {
  onProgress(items: number): void;
}

/** @throws UsageError for a format that nobody knows, and for a source that cannot be read */
export async function importFormat(
  deps: ImportDeps,
  {format, source}: ImportInput,
  dialog?: ImportDialog,
): Promise<ImporterReport> {
  const entry = importFormats.find(({name}) => name === format);
  const importer = (await entry?.load())?.find(({name}) => name === format);
  if (importer === undefined) {
    throw new UsageError(`there is no format ${format}`, {
      hint: `one of ${importFormats.map(({name}) => name).join(', ')}`,
    });
  }
  const {importItems} = await import('../exchange/importers/import-items.ts');
  const {db, entries, conversations, operations, clock} = deps;
  return importItems(await importer.read(source, clock), {
    ...{entries, conversations, operations},
    versionsOf: one => versionsOf(db, one),
    command: `import ${format}`,
    onProgress: items => dialog?.onProgress(items),
    rest: () => sleep(1),
  });
}
