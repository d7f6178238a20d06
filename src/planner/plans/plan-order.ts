/** The order of a plan's tasks: what waits for what, without circles, and dates that follow it. */
import type {PlanTask} from './plan.ts';

/** A task on a circle of dependencies or parents, if there is one. */
export function circle(tasks: readonly PlanTask[]): PlanTask | undefined {
  const order = new Map(withoutCircles(tasks).map(task => [task.key, task]));
  return tasks.find(task => {
    const mended = order.get(task.key);
    const knows = (key: string): boolean => order.has(key);
    return (
      mended !== undefined &&
      (mended.after.length < task.after.filter(knows).length ||
        (task.parent !== null && knows(task.parent) && mended.parent === null))
    );
  });
}

/** Keeps every dependency but those that would close a circle, and those on tasks that are gone. */
export function withoutCircles(tasks: readonly PlanTask[]): PlanTask[] {
  const byKey = new Map(tasks.map(task => [task.key, task]));
  const edges = new Map<string, Set<string>>(tasks.map(task => [task.key, new Set()]));
  const reaches = (from: string, to: string): boolean => {
    const waiting = [from];
    const seen = new Set<string>();
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (at === to) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      waiting.push(...(edges.get(at) ?? []));
    }
    return false;
  };
  const allow = (from: string, to: string): boolean => {
    if (!byKey.has(to) || reaches(to, from)) return false;
    edges.get(from)?.add(to);
    return true;
  };
  return tasks.map(task => ({
    ...task,
    after: task.after.filter(key => allow(task.key, key)),
    parent: task.parent !== null && allow(task.key, task.parent) ? task.parent : null,
  }));
}

/** Links to tasks that were rejected lead nowhere and go. */
export function withoutLost(tasks: readonly PlanTask[]): PlanTask[] {
  const keys = new Set(tasks.map(task => task.key));
  return tasks.map(task => ({
    ...task,
    after: task.after.filter(key => keys.has(key)),
    parent: task.parent !== null && keys.has(task.parent) ? task.parent : null,
  }));
}

/** A task is due no earlier than what it waits for. */
export function sortByDependencies(tasks: readonly PlanTask[]): PlanTask[] {
  const byKey = new Map(tasks.map(task => [task.key, task]));
  const settled = new Map<string, string | null>();
  const dueOf = (key: string): string | null => {
    const known = settled.get(key);
    if (known !== undefined) return known;
    const task = byKey.get(key);
    const due = latestOf(task?.after.map(dueOf) ?? [], task?.due ?? null);
    settled.set(key, due);
    return due;
  };
  return tasks.map(task => ({...task, due: dueOf(task.key)}));
}

/** By date, each after what it waits for. */
export function inTurn(tasks: readonly PlanTask[]): PlanTask[] {
  const waiting = new Map(tasks.map(task => [task.key, task]));
  const ordered: PlanTask[] = [];
  const visit = (task: PlanTask): void => {
    if (!waiting.delete(task.key)) return;
    for (const key of task.after) {
      const other = waiting.get(key);
      if (other) visit(other);
    }
    ordered.push(task);
  };
  const byDate = [...tasks].sort((a, b) => (a.due ?? '9999').localeCompare(b.due ?? '9999'));
  for (const task of byDate) visit(task);
  return ordered;
}

/** The latest of some dates; null where there is none to begin with. */
export const latestOf = (dates: readonly (string | null)[], date: string | null): string | null =>
  date === null
    ? null
    : dates.reduce<string>((latest, one) => (one !== null && one > latest ? one : latest), date);
