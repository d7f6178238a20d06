/** Entries as every surface gives them to programs: what is kept, and how far a goal has come. */
import {type EntryBase, entryJson} from '../entries/entry.ts';
import {type Goal, goalKind} from '../planner/goals/goal.ts';
import type {Goals} from '../planner/goals/goals.ts';

export type EntryDocument = ReturnType<typeof entryJson>;

export interface EntryDocumentDeps {
  readonly goals: Pick<Goals, 'view'>;
}

export function entryDocuments(
  {goals}: EntryDocumentDeps,
  entries: readonly EntryBase[],
): readonly EntryDocument[] {
  const kept = entries.filter((entry): entry is Goal => entry.kind === goalKind.name);
  const views = kept.length === 0 ? [] : goals.view(kept);
  const progress = new Map(views.map(goal => [goal.id, goal.progress]));
  return entries.map(entry => {
    const known = progress.get(entry.id);
    return known === undefined ? entryJson(entry) : {...entryJson(entry), progress: known};
  });
}

export const entryDocument = (deps: EntryDocumentDeps, entry: EntryBase): EntryDocument =>
  entryDocuments(deps, [entry])[0]!;
