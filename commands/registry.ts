/**
 * Every command of memu by name: a line for the help, and how to load it. Nothing is loaded before it
 * runs. Written by `npm run docs` from what each command's file says of itself; do not edit it.
 */
import type {Command} from 'commander';
import type {Cli} from './cli/cli.ts';

export interface CommandEntry {
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  readonly load: () => Promise<(cli: Cli) => Command>;
  /** Called by programs, not by people. */
  readonly isHidden?: boolean;
}

export const commandTable: readonly CommandEntry[] = [
  {
    name: 'dash',
    group: 'Keeping',
    summary: 'Everything at a glance; memu alone shows it too',
    load: async () => (await import('./dashboard/dashboard.ts')).dashboardCommand,
  },
  {
    name: 'add',
    group: 'Keeping',
    summary: 'Keep a line: date, tags, priority and kind are understood',
    load: async () => (await import('./add.ts')).addCommand,
  },
  {
    name: 'task',
    group: 'Keeping',
    summary:
      'Tasks: add, list, show, edit, start, done, cancel, skip, snooze, reopen, accept, reject, rm, history, restore',
    load: async () => (await import('./task/task.ts')).taskCommand,
  },
  {
    name: 'goal',
    group: 'Keeping',
    summary:
      'Goals: add, list, show, edit, done, archive, decompose, progress, rm, history, restore',
    load: async () => (await import('./goal/goal.ts')).goalCommand,
  },
  {
    name: 'inbox',
    group: 'Keeping',
    summary: 'What was proposed and waits for your yes: list, accept, reject, edit',
    load: async () => (await import('./inbox/inbox.ts')).inboxCommand,
  },
  {
    name: 'today',
    group: 'Keeping',
    summary: 'What is overdue, due and planned today',
    load: async () => (await import('./today.ts')).todayCommand,
  },
  {
    name: 'week',
    group: 'Keeping',
    summary: 'The coming days with what is due, planned and in the calendar',
    load: async () => (await import('./week.ts')).weekCommand,
  },
  {
    name: 'review',
    group: 'Keeping',
    summary: 'What was done, what slipped, which goals stand still',
    load: async () => (await import('./review.ts')).reviewCommand,
  },
  {
    name: 'next',
    group: 'Keeping',
    summary: 'What fits now, and why',
    load: async () => (await import('./next.ts')).nextCommand,
  },
  {
    name: 'status',
    group: 'Keeping',
    summary: 'How things stand on one line, for prompts',
    load: async () => (await import('./status.ts')).statusCommand,
  },
  {
    name: 'chat',
    group: 'Talking',
    summary: 'Talk with a model that knows what you keep',
    load: async () => (await import('./chat/chat.ts')).chatCommand,
  },
  {
    name: 'models',
    group: 'Talking',
    summary: 'Hosts and their models: list, pull',
    load: async () => (await import('./models.ts')).modelsCommand,
  },
  {
    name: 'secret',
    group: 'This machine',
    summary: 'Keys and passwords: set, get, list, rm',
    load: async () => (await import('./secret.ts')).secretCommand,
  },
  {
    name: 'prompt',
    group: 'Talking',
    summary: 'Templates of your own for chat --prompt: list, show, edit',
    load: async () => (await import('./prompt.ts')).promptCommand,
  },
  {
    name: 'stats',
    group: 'Talking',
    summary: 'What models were used for, how fast they were, what failed',
    load: async () => (await import('./stats.ts')).statsCommand,
  },
  {
    name: 'interview',
    group: 'Talking',
    summary: 'Be asked about your life; ends with a note and memories',
    load: async () => (await import('./interview.ts')).interviewCommand,
  },
  {
    name: 'profile',
    group: 'Talking',
    summary: 'What memu knows of you: show, set, rm',
    load: async () => (await import('./profile.ts')).profileCommand,
  },
  {
    name: 'feedback',
    group: 'Talking',
    summary: 'Your judgements of answers: list, export',
    load: async () => (await import('./feedback.ts')).feedbackCommand,
  },
  {
    name: 'story',
    group: 'Keeping',
    summary: 'Tell what was done, every sentence resting on entries',
    load: async () => (await import('./story.ts')).storyCommand,
  },
  {
    name: 'remind',
    group: 'Keeping',
    summary: 'Ring for due and planned tasks, each once',
    load: async () => (await import('./remind.ts')).remindCommand,
  },
  {
    name: 'note',
    group: 'Keeping',
    summary: 'Notes: add, list, show, edit, rm, history, restore, daily, backlinks',
    load: async () => (await import('./note/note.ts')).noteCommand,
  },
  {
    name: 'memory',
    group: 'Keeping',
    summary:
      'Memories: add, list, show, edit, rm, history, restore, import, inbox, accept, reject, extract',
    load: async () => (await import('./memory/memory.ts')).memoryCommand,
  },
  {
    name: 'recall',
    group: 'Keeping',
    summary: 'Find what you kept: one question over everything',
    load: async () => (await import('./recall.ts')).recallCommand,
  },
  {
    name: 'attach',
    group: 'Keeping',
    summary: 'Keep files with an entry',
    load: async () => (await import('./attach.ts')).attachCommand,
  },
  {
    name: 'undo',
    group: 'Keeping',
    summary: 'Take back the last commands',
    load: async () => (await import('./undo.ts')).undoCommand,
  },
  {
    name: 'redo',
    group: 'Keeping',
    summary: 'Do again what undo took back',
    load: async () => (await import('./undo.ts')).redoCommand,
  },
  {
    name: 'log',
    group: 'Keeping',
    summary: 'What was done, newest first',
    load: async () => (await import('./log.ts')).logCommand,
  },
  {
    name: 'trash',
    group: 'Keeping',
    summary: 'The trash: list, restore, purge',
    load: async () => (await import('./trash.ts')).trashCommand,
  },
  {
    name: 'export',
    group: 'Keeping',
    summary: 'Write everything out in an open format',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'conversation',
    group: 'Keeping',
    summary: 'Conversations: list, show, rm, export',
    load: async () => (await import('./conversation/conversation.ts')).conversationCommand,
  },
  {
    name: 'import',
    group: 'Keeping',
    summary: 'Take in what was kept elsewhere',
    load: async () => (await import('./import/import.ts')).importCommand,
  },
  {
    name: 'index',
    group: 'This machine',
    summary: 'Bring the search index up to date',
    load: async () => (await import('./index.ts')).indexCommand,
  },
  {
    name: 'worker',
    group: 'Leaving the device',
    summary: 'This machine’s end of a connection from another: serve, gate, put, get, run',
    load: async () => (await import('./worker.ts')).workerCommand,
    isHidden: true,
  },
  {
    name: 'sync',
    group: 'Leaving the device',
    summary:
      'Bring your devices to the same state: init, clone, status, conflicts, show, resolve, key',
    load: async () => (await import('./sync/sync.ts')).syncCommand,
  },
  {
    name: 'init',
    group: 'This machine',
    summary: 'A first look around: where things are kept, which models were found, what next',
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    name: 'config',
    group: 'This machine',
    summary: 'Settings: list, get, set, unset, path, edit',
    load: async () => (await import('./config.ts')).configCommand,
  },
  {
    name: 'demo',
    group: 'This machine',
    summary: 'Look around in a believable life, in a profile of its own',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'doctor',
    group: 'This machine',
    summary: 'Check everything, and say what mends it',
    load: async () => (await import('./doctor/doctor.ts')).doctorCommand,
  },
  {
    name: 'schema',
    group: 'This machine',
    summary: 'JSON Schema of what --json prints',
    load: async () => (await import('./schema/schema.ts')).schemaCommand,
  },
  {
    name: 'completion',
    group: 'This machine',
    summary: 'A completion script for bash, zsh or fish',
    load: async () => (await import('./complete/completion.ts')).completionCommand,
  },
  {
    name: 'complete',
    group: 'This machine',
    summary: 'Candidates for completion scripts',
    load: async () => (await import('./complete/completion.ts')).completeCommand,
    isHidden: true,
  },
];
