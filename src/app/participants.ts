/**
 * What rooms hand to the roof for what concerns all of them: taking back, removing for good, and what is
 * to be mended after a merge. A room that has something to say adds its line to a list here.
 */
import type {PartialAnswers} from '../assistant/partial-answers/partial-answers.ts';
import type {Paths} from '../config/paths.ts';
import type {Entries} from '../entries/entries.ts';
import type {Identity} from '../entries/identity.ts';
import type {DerivedStore, PurgeParticipant, PurgePlace} from '../entries/purge.ts';
import type {UndoParticipant} from '../entries/undo.ts';
import type {Clock} from '../ground/time.ts';
import type {UnusableAnswers} from '../models/calls/unusable-answers.ts';
import {seriesUndo} from '../planner/tasks/series-undo.ts';
import type {Tasks} from '../planner/tasks/tasks.ts';
import type {Meaning} from '../recall/meaning.ts';
import type {Recall} from '../recall/recall.ts';
import type {Database} from '../storage/database.ts';
import {ConflictResolutions} from '../sync/conflicts/conflict-resolutions.ts';
import {purgeConflictsOf} from '../sync/records/conflict-rows.ts';
import type {Settle} from '../sync/state/sync-deps.ts';

/** In the data folder: what has come of answers that are not kept yet. */
export const partsFolder = 'parts';

interface UndoParticipantDeps {
  readonly db: Database;
  readonly entries: Entries;
  readonly clock: Clock;
  readonly identity: Identity;
}

export const undoParticipants = ({
  db,
  entries: {changes},
  clock,
  identity: {device},
}: UndoParticipantDeps): readonly UndoParticipant[] => [
  seriesUndo,
  {beside: new ConflictResolutions({db, changes, clock, device})},
];

/** What rooms keep of entries in `memu.db` beside them. */
export async function openPurgeParticipants(): Promise<readonly PurgeParticipant[]> {
  const [{forgetQuotes}, {forgetSources}] = await Promise.all([
    import('../conversations/quotes.ts'),
    import('../memories/sources.ts'),
  ]);
  return [
    {remove: purgeConflictsOf},
    {takeOut: forgetQuotes},
    {takeOut: (db, changes, _, turns) => ({ids: forgetSources(db, changes, turns), mentions: []})},
  ];
}

/** Places in which words may lie that no store knows of. */
export async function openPurgePlaces({
  db,
  ...where
}: {
  readonly db: Database;
  readonly paths: Paths;
  readonly temporary: string;
}): Promise<readonly PurgePlace[]> {
  const [{purgePlaces}, {mirrorPlace}] = await Promise.all([
    import('./purge-places.ts'),
    import('../sync/mirror/mirror-place.ts'),
  ]);
  return [...purgePlaces(where), mirrorPlace(db)];
}

/** What keeps words that were derived from entries. */
interface DerivedStoreDeps {
  /** True when the data folder has this file or folder. */
  has(file: string): boolean;
  readonly local: Database;
  openRecall(): Promise<Pick<Recall, 'index'>>;
  openMeaning(): Promise<Pick<Meaning, 'index'>>;
  openUnusableAnswers(): Promise<UnusableAnswers>;
  openAnswerParts(): Promise<PartialAnswers>;
}

interface DerivedStoreEntry {
  /** In the data folder; where it is missing there is nothing to forget, and nothing is made. */
  readonly file?: string;
  readonly open: (deps: DerivedStoreDeps) => Promise<DerivedStore>;
}

const derivedStores: readonly DerivedStoreEntry[] = [
  {file: 'text.db', open: async deps => (await deps.openRecall()).index},
  {file: 'vectors.db', open: async deps => (await deps.openMeaning()).index},
  {open: deps => deps.openUnusableAnswers()},
  {file: partsFolder, open: deps => deps.openAnswerParts()},
  {
    file: 'local.db',
    open: async ({local}) =>
      new (await import('../assistant/local-answers.ts')).LocalAnswers(local),
  },
];

/** Opens what there is of them, in order. */
export async function openDerivedStores(deps: DerivedStoreDeps): Promise<DerivedStore[]> {
  const stores: DerivedStore[] = [];
  for (const {file, open} of derivedStores)
    if (file === undefined || deps.has(file)) stores.push(await open(deps));
  return stores;
}

interface MergeDeps {
  readonly tasks: Pick<Tasks, 'goOn'>;
}

/** What each room makes whole after two devices were merged. */
const mergeParticipants = ({tasks}: MergeDeps): readonly Settle[] => [
  async (after, onProblem) => void (await tasks.goOn(after, onProblem)),
];

/** Lets each of them look at what changed after a number of the change feed. */
export async function settleMerge(
  deps: MergeDeps,
  ...[after, onProblem]: Parameters<Settle>
): Promise<void> {
  for (const settle of mergeParticipants(deps)) await settle(after, onProblem);
}
