/** A repetition that somebody typed into a file: looked at before it is kept, since a series would end on it. */
import {UsageError} from '../../ground/errors.ts';
import {loadRules} from '../../planner/tasks/recurrence.ts';
import type {Fields} from '../records/record.ts';

/** In words that follow a file's name, why its rule is none; undefined for one that happens, and without one. */
export async function problemOfRule({
  recurrence,
  occurrence,
  due,
  created_at,
}: Fields): Promise<string | undefined> {
  if (recurrence === undefined || recurrence === null) return undefined;
  const start = String(occurrence ?? due ?? created_at ?? '2026-01-01').slice(0, 10);
  try {
    (await loadRules()).check(String(recurrence), start);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    if (error instanceof RangeError) return `its due date or its repetition is none`;
    throw error;
  }
}
