/** What the dashboard can do: its keys call actions in the store that it has open; `:` runs a command. */
import {Readable} from 'node:stream';
import {type Captured, capture} from '../../src/actions/capture.ts';
import {resolveConflict} from '../../src/actions/conflicts.ts';
import {type Answer, decideProposals} from '../../src/actions/inbox.ts';
import {toggleTask} from '../../src/actions/move-tasks.ts';
import {takeSnapshot} from '../../src/actions/overview.ts';
import {backupHealth, hostHealth, hostsAreAsked} from '../../src/actions/overview-health.ts';
import type {HealthItem} from '../../src/actions/overview-types.ts';
import {redoOperation, type UndoResult, undoOperations} from '../../src/actions/undo.ts';
import type {Memu} from '../../src/app/memu.ts';
import type {EntryBase} from '../../src/entries/entry.ts';
import {exitCodes, MemuError, NotFoundError, UsageError} from '../../src/ground/errors.ts';
import {localText, today} from '../../src/ground/time.ts';
import type {Finished} from '../../src/planner/tasks/finishing.ts';
import {isOpen} from '../../src/planner/tasks/task.ts';
import type {Conflict} from '../../src/sync/conflicts/conflicts.ts';
import type {DashboardPorts, OpenedEntry} from '../../tui/dashboard/ports.ts';
import type {Cli} from '../cli/cli.ts';
import {editText} from '../cli/editor.ts';
import {writtenLine} from '../entry/entry-actions.ts';
import {entryPage} from '../print/presentation.ts';
import {conflictLines} from '../sync/sync-conflicts.ts';
import {reportLines} from '../sync/sync-report.ts';
import {undoneLine} from '../undo.ts';

/** How often to look whether another program changed something. Looking writes nothing. */
const watchMs = 2_000;

export function dashboardPorts(cli: Cli, memu: Memu): DashboardPorts {
  const hosts = new HostWatch(memu);
  const store = new StoreWatch(memu, hosts);
  const decide = async (answer: Answer, id: string): Promise<string> => {
    const verb = answer === 'accept' ? 'kept' : 'rejected';
    const decided = decideProposals(memu, {answer, references: [id]});
    return decided.map(({entry}) => written(memu, entry, verb)).join('\n');
  };
  const resolve = async (reference: string, take: string): Promise<string> => {
    const {conflict, entry} = await resolveConflict(memu, {reference, take});
    return `resolved: ${entry?.title ?? conflict.title}  ${conflict.field}`;
  };
  return {
    load: () => takeSnapshot(memu, hosts.latest),
    watch: changed => store.start(changed),
    open: async id => openEntry(memu, id, hosts.latest),
    toggleDone: async id => finished(memu, await toggleTask(memu, id)),
    accept: id => decide('accept', id),
    reject: id => decide('reject', id),
    resolve,
    add: async line => captured(memu, await capture(memu, {line})),
    undo: async () => undone(memu, 'undid', undoOperations(memu)),
    redo: async () => undone(memu, 'redid', redoOperation(memu)),
    sync: async () => reportLines(await (await memu.openSync()).run({})).join('\n'),
    backup: async () => {
      throw new UsageError('This version makes no backups', {hint: backupHealth.hint!});
    },
    command: async words => {
      try {
        return await runQuietly(cli, splitWords(words));
      } finally {
        store.acknowledge();
      }
    },
    edit: async id => {
      const conflict = await findConflict(memu, id);
      if (!conflict) return editEntry(cli, memu, id);
      return editConflict(cli, conflict, text => resolve(id, text));
    },
    chat: async () => {
      const {run} = await import('../program.ts');
      await run([...profileWords(cli), 'chat'], cli.surroundings);
    },
  };
}

/** What was written is what `@last` means from now on, as after a command. */
function written(memu: Memu, entry: EntryBase, verb: string): string {
  memu.last.write(entry.id);
  return writtenLine(memu, entry, verb);
}

const finished = (memu: Memu, tasks: readonly Finished[]): string =>
  tasks
    .map(({task, next}) => {
      const line = written(memu, task, isOpen(task) ? 'pending again' : 'done');
      return next?.due ? `${line}, next ${localText(next.due, memu.clock.zone)}` : line;
    })
    .join('\n');

const captured = (memu: Memu, {entry, unclear}: Captured): string =>
  [
    written(memu, entry, `${entry.kind} added`),
    ...unclear.map(({text, why}) => `"${text}" ${why}; it was left in the title`),
  ].join('; ');

const undone = (memu: Memu, verb: string, {undone: all}: UndoResult): string =>
  all
    .flatMap(one => [
      undoneLine(memu, verb, one),
      ...one.leftAlone.map(({title, field}) => `left alone: ${field} of ${title}`),
    ])
    .join('; ');

const profileWords = (cli: Cli): readonly string[] =>
  cli.options.profile === undefined ? [] : ['--profile', cli.options.profile];

/** Runs a command line and gives back what it printed. @throws MemuError with what it complained about */
async function runQuietly(cli: Cli, words: readonly string[]): Promise<string> {
  const {run} = await import('../program.ts');
  const [out, err] = [new Lines(), new Lines()];
  const code = await run([...profileWords(cli), ...words], {
    env: {...cli.env, NO_COLOR: '1', COLUMNS: '78'},
    stdin: Readable.from([]),
    stdout: out,
    stderr: err,
  });
  if (code === exitCodes.done || code === exitCodes.partial || code === exitCodes.conflict) {
    return out.text || err.text || 'Done.';
  }
  const [message = 'that did not work', hint] = err.text.replace(/^memu: /, '').split('\n');
  throw new MemuError('command', exitCodes.bug, message, {...(hint && {hint: hint.trim()})});
}

class Lines {
  #text = '';

  write(text: string): boolean {
    this.#text += text;
    return true;
  }

  get text(): string {
    return this.#text.trim();
  }
}

/** Words as a shell would part them: blanks part, quotes keep together. */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, double, single, plain] of line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)) {
    words.push(double ?? single ?? plain ?? '');
  }
  return words[0] === 'memu' ? words.slice(1) : words;
}

async function openEntry(memu: Memu, id: string, models: HealthItem): Promise<OpenedEntry> {
  const entry = memu.entries.find(id);
  if (entry) return {title: entry.title || entry.kind, text: entryPage(entry, memu.clock.zone)};
  const {health} = await takeSnapshot(memu, models);
  const check = health.find(({name}) => name === id);
  if (check) return {title: check.name, text: [check.text, check.hint ?? ''].join('\n\n')};
  const conflict = await findConflict(memu, id);
  if (!conflict) throw new NotFoundError(`nothing is kept under "${id}" any more`);
  return {title: conflict.title, text: conflictLines(conflict, memu.clock.zone).join('\n')};
}

/** Conflicts have ids of their own; sync is loaded only for what is no entry. */
async function findConflict(memu: Memu, id: string): Promise<Conflict | undefined> {
  if (memu.entries.find(id)) return undefined;
  const {conflicts} = await memu.openSync();
  return conflicts.list().find(conflict => conflict.id === id);
}

/** What the entry shows now, in the person's own editor; what is saved there ends the conflict. */
async function editConflict(
  cli: Cli,
  {field, sides}: Conflict,
  take: (text: string) => Promise<string>,
): Promise<string> {
  const now = (sides.find(side => side.isCurrent) ?? sides[0])?.value;
  if (typeof now !== 'string') {
    throw new UsageError(`${field} is no plain text`, {hint: 'm takes yours, t takes theirs'});
  }
  const text = (await editText(cli, now, `${field}.md`)).trimEnd();
  return text === now.trimEnd() ? 'Nothing was changed: the conflict stays.' : take(text);
}

/** Title and words in the person's own editor; what kind of entry it is decides where they go. */
async function editEntry(cli: Cli, memu: Memu, id: string): Promise<string> {
  const entry = memu.entries.get(id);
  const before = entry.title === '' ? entry.body : `${entry.title}\n\n${entry.body}`.trimEnd();
  const after = (await editText(cli, before, `${entry.kind}.md`)).trim();
  if (after === before.trim()) return 'Nothing was changed.';
  const isBodyOnly = entry.title === '';
  const [title = '', ...rest] = isBodyOnly ? [''] : after.split('\n');
  const body = isBodyOnly ? after : rest.join('\n').trim();
  memu.operations.run(`${entry.kind} edit`, () => memu.entries.setFields(id, {title, body}));
  return `Changed: ${title || body.split('\n')[0]}`;
}

/** The hosts of models are asked in the background: the dashboard does not wait for a network. */
class HostWatch {
  readonly #memu: Memu;
  latest: HealthItem = hostsAreAsked;

  constructor(memu: Memu) {
    this.#memu = memu;
  }

  async ask(): Promise<void> {
    try {
      this.latest = await hostHealth(this.#memu);
    } catch (error) {
      if (!(error instanceof MemuError)) throw error;
      this.latest = {...hostsAreAsked, level: 'warning', text: error.message};
    }
  }
}

/** Calls back when another connection has written, when a new day begins, and when hosts answered. */
class StoreWatch {
  readonly #memu: Memu;
  readonly #hosts: HostWatch;
  #seen = '';

  constructor(memu: Memu, hosts: HostWatch) {
    this.#memu = memu;
    this.#hosts = hosts;
  }

  /** What has happened until now is known: whoever caused it reads everything anew by themselves. */
  acknowledge(): void {
    this.#seen = this.#look();
  }

  start(changed: () => void): () => void {
    let isWatching = true;
    this.acknowledge();
    const timer = setInterval(() => {
      if (this.#look() === this.#seen) return;
      this.acknowledge();
      changed();
    }, watchMs);
    void this.#hosts.ask().then(() => {
      if (isWatching) changed();
    });
    return () => {
      isWatching = false;
      clearInterval(timer);
    };
  }

  #look(): string {
    const {db, clock} = this.#memu;
    return `${db.pragma<number>('data_version')} ${today(clock)}`;
  }
}
