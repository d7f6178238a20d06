/** Fills an empty profile with a believable life, so that a newcomer can look around. */
import {conversationKind} from '../../conversations/conversation.ts';
import type {Conversations} from '../../conversations/conversations.ts';
import type {Entries} from '../../entries/entries.ts';
import type {Operations} from '../../entries/operations.ts';
import type {Clock} from '../../ground/time.ts';
import {memoryKind} from '../../memories/memory.ts';
import {noteKind} from '../../notes/note.ts';
import {goalKind} from '../../planner/goals/goal.ts';
import type {Tasks} from '../../planner/tasks/tasks.ts';
import {
  type DemoGoal,
  type DemoTask,
  diary,
  facts,
  goals,
  notes,
  talks,
  tasks,
} from './demo-life.ts';

export interface DemoOptions {
  readonly entries: Entries;
  readonly conversations: Conversations;
  readonly operations: Operations;
  readonly tasks: Tasks;
  readonly clock: Clock;
}

const dayMs = 86_400_000;

/** Days between two diary lines, and between two logged runs. */
const diaryEvery = 5;
const runEvery = 9;
const years = 720;

/** Writes the whole life as one operation; returns how many entries it has. */
export function liveDemo(options: DemoOptions): number {
  const {entries, conversations, operations, clock} = options;
  const at = (days: number, hour = 18): string => {
    const day = Temporal.Instant.fromEpochMilliseconds(clock.now() - days * dayMs)
      .toZonedDateTimeISO(clock.zone)
      .toPlainDate();
    const local = day.toZonedDateTime({timeZone: clock.zone, plainTime: {hour}});
    return new Date(local.epochMilliseconds).toISOString();
  };
  const life = new Life(entries, options.tasks, at);
  return operations.run('demo', () => {
    life.writeNotes();
    life.writeMemories();
    life.writePlans();
    for (const {daysAgo, title, turns} of talks) {
      const talk = entries.create(conversationKind, {title, created_at: at(daysAgo)});
      conversations.append(
        talk,
        turns.map((text, index) => ({
          ...{text, at: at(daysAgo, 19)},
          role: index % 2 === 0 ? 'user' : 'assistant',
          speaker: index % 2 === 0 ? 'Clara' : null,
        })),
      );
      life.written++;
    }
    return life.written;
  });
}

class Life {
  written = 0;
  readonly #entries: Entries;
  readonly #tasks: Tasks;
  readonly #at: (days: number, hour?: number) => string;

  constructor(entries: Entries, tasks: Tasks, at: (days: number, hour?: number) => string) {
    this.#entries = entries;
    this.#tasks = tasks;
    this.#at = at;
  }

  writeNotes(): void {
    for (const {daysAgo, title, text, tags = [], notebook = null} of notes) {
      this.#note(daysAgo, {title, body: text, tags, notebook});
    }
    for (let day = years; day > 0; day -= diaryEvery) {
      const begin = diary.begins[(day * 7) % diary.begins.length]!;
      const end = diary.ends[(day * 5 + Math.floor(day / 60)) % diary.ends.length]!;
      const title = this.#at(day).slice(0, 10);
      this.#note(day, {title, body: `${begin} ${end}`, tags: [], notebook: 'daily'});
    }
  }

  writeMemories(): void {
    for (const {daysAgo, text, type} of facts) this.#memory(daysAgo, {body: text, type, tags: []});
    for (let day = 400; day > 0; day -= runEvery) {
      const km = Math.round(5 + (400 - day) / 42 + (day % 3));
      const minutes = Math.round(km * (6.4 - (400 - day) / 900));
      const body = `Ran ${km} km in ${minutes} minutes.`;
      this.#memory(day, {body, type: 'achievement', tags: ['running']});
    }
  }

  writePlans(): void {
    const ids = new Map(goals.map(goal => [goal.title, this.#goal(goal)]));
    for (const task of tasks) this.#task(task, ids.get(task.goal ?? '') ?? null);
  }

  #note(
    day: number,
    input: {title: string; body: string; tags: readonly string[]; notebook: string | null},
  ): void {
    this.#entries.create(noteKind, {...input, created_at: this.#at(day)});
    this.written++;
  }

  #memory(
    day: number,
    input: {body: string; type: (typeof facts)[number]['type']; tags: readonly string[]},
  ): void {
    this.#entries.create(memoryKind, {...input, created_at: this.#at(day)});
    this.written++;
  }

  #goal({title, vision, areas, daysAgo, targetIn, doneDaysAgo, milestones}: DemoGoal): string {
    const goal = this.#entries.create(goalKind, {
      ...{title, vision, areas, created_at: this.#at(daysAgo)},
      target_date: targetIn === undefined ? null : this.#at(-targetIn).slice(0, 10),
      milestones: milestones.map(([name, days]) => ({
        title: name,
        due: this.#at(-days).slice(0, 10),
        done_at: days < 0 ? this.#at(-days) : null,
      })),
      ...(doneDaysAgo !== undefined && {
        status: 'completed' as const,
        completed_at: this.#at(doneDaysAgo),
      }),
    });
    this.written++;
    return goal.id;
  }

  #task(task: DemoTask, goal: string | null): void {
    const {title, dueIn, hour, doneDaysAgo, priority = null, minutes = null, energy = null} = task;
    const due = dueIn === undefined ? null : this.#at(-dueIn, hour);
    const age = (doneDaysAgo ?? 0) + 8;
    this.#tasks.add({
      ...{title, priority, energy, duration_minutes: minutes, goal_id: goal},
      tags: task.tags ?? [],
      due: hour === undefined ? (due?.slice(0, 10) ?? null) : due,
      created_at: this.#at(age),
      ...(task.recurrence !== undefined && {recurrence: task.recurrence, recur_from: 'schedule'}),
      ...(doneDaysAgo !== undefined && {
        status: 'completed' as const,
        completed_at: this.#at(doneDaysAgo),
      }),
    });
    this.written++;
  }
}
