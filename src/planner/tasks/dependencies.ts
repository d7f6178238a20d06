/** What a task waits for: other tasks, a parent, a goal; never itself. */
import type {Entries} from '../../entries/entries.ts';
import {UsageError} from '../../ground/errors.ts';
import {type Task, type TaskInput, taskKind} from './task.ts';

/** @throws UsageError when a goal, parent or dependency is missing, of the wrong kind, or leads back */
export function checkDependencies(entries: Entries, id: string, input: TaskInput): void {
  if (input.goal_id) checkKind(entries, input.goal_id, 'goal');
  if (input.parent_id) {
    checkKind(entries, input.parent_id, 'task');
    refuseCircle(entries, id, [input.parent_id], task => (task.parent_id ? [task.parent_id] : []));
  }
  for (const other of input.depends_on ?? []) checkKind(entries, other, 'task');
  refuseCircle(entries, id, input.depends_on ?? [], task => task.depends_on);
}

function checkKind(entries: Entries, id: string, kind: 'goal' | 'task'): void {
  const found = entries.find(id);
  if (found?.kind === kind) return;
  throw new UsageError(`${id} is not a ${kind} that is kept here`);
}

function refuseCircle(
  entries: Entries,
  id: string,
  first: readonly string[],
  onward: (task: Task) => readonly string[],
): void {
  const seen = new Set<string>();
  const waiting = [...first];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === id) throw new UsageError('this would make a task wait for itself');
    if (seen.has(next)) continue;
    seen.add(next);
    const task = entries.findOf(taskKind, next);
    if (task) waiting.push(...onward(task));
  }
}
