/** Which entry a person means, where its exact title fits several. */
import type {EntryBase} from '../entries/entry.ts';
import {AmbiguousError, type References} from '../entries/references.ts';
import {isOpen, type Task, taskKind} from '../planner/tasks/task.ts';
import type {Tasks} from '../planner/tasks/tasks.ts';

export interface TaskReferenceDeps {
  readonly references: Pick<References, 'getOf'>;
  readonly tasks: Pick<Tasks, 'get'>;
}

/**
 * The task that a reference means. The occurrences of a series share their title: where it fits
 * several tasks, the one that is still open is meant, or the latest of their one series.
 *
 * @throws NotFoundError, AmbiguousError
 */
export function findTask({references, tasks}: TaskReferenceDeps, reference: string): Task {
  try {
    return references.getOf(taskKind, reference);
  } catch (error) {
    if (!(error instanceof AmbiguousError)) throw error;
    const candidates = error.candidates.filter(({kind}) => kind === taskKind.name);
    const found = candidates.map(({id}) => tasks.get(id));
    const [open, another] = found.filter(isOpen);
    const isAllTasks = candidates.length === error.candidates.length;
    const meant = another ? undefined : (open ?? latestOf(found));
    if (meant && isAllTasks) return meant;
    throw error;
  }
}

export const findTaskIds = (
  deps: TaskReferenceDeps,
  references: readonly string[],
): readonly string[] => references.map(reference => findTask(deps, reference).id);

/** The last occurrence, when all are of one series. */
function latestOf(tasks: readonly Task[]): Task | undefined {
  const [first, ...others] = [...tasks].sort((a, b) =>
    (b.occurrence ?? '').localeCompare(a.occurrence ?? ''),
  );
  const series = first?.series_id ?? null;
  return series !== null && others.every(one => one.series_id === series) ? first : undefined;
}

export interface ProposalReferenceDeps {
  readonly references: Pick<References, 'get'>;
  readonly entries: {find(id: string): EntryBase | undefined};
}

/** The proposal that a reference means: a title that something kept has too means what waits. */
export function findProposal(
  {references, entries}: ProposalReferenceDeps,
  reference: string,
): EntryBase {
  try {
    return references.get(reference);
  } catch (error) {
    if (!(error instanceof AmbiguousError)) throw error;
    const waiting = error.candidates
      .map(({id}) => entries.find(id))
      .filter(entry => entry?.state === 'proposed');
    if (waiting.length === 1 && waiting[0]) return waiting[0];
    throw error;
  }
}
