/** Entries as `--json` prints them, the same in every command: what is kept, and how far a goal has come. */

import type {Memu} from '../../src/app/memu.ts';
import {type EntryBase, entryJson} from '../../src/entries/entry.ts';
import {type Goal, goalKind} from '../../src/planner/goals/goal.ts';

type EntryDocument = ReturnType<typeof entryJson>;

export function entriesJson(memu: Memu, entries: readonly EntryBase[]): readonly EntryDocument[] {
  const goals = entries.filter((entry): entry is Goal => entry.kind === goalKind.name);
  const views = goals.length === 0 ? [] : memu.goals.view(goals);
  const progress = new Map(views.map(goal => [goal.id, goal.progress]));
  return entries.map(entry => {
    const known = progress.get(entry.id);
    return known === undefined ? entryJson(entry) : {...entryJson(entry), progress: known};
  });
}

export const oneJson = (memu: Memu, entry: EntryBase): EntryDocument =>
  entriesJson(memu, [entry])[0]!;
