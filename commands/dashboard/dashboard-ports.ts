/** What the dashboard can do: each thing is the command of the same name, run in this process. */
import {Readable} from 'node:stream';
import type {Memu} from '../../src/app/memu.ts';
import {exitCodes, MemuError, UsageError} from '../../src/ground/errors.ts';
import {today} from '../../src/ground/time.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';
import type {Conflict} from '../../src/sync/conflicts/conflicts.ts';
import type {DashboardPorts, OpenedEntry} from '../../tui/dashboard/ports.ts';
import type {DashboardSnapshot, HealthItem} from '../../tui/dashboard/snapshot.ts';
import type {Cli} from '../cli/cli.ts';
import {editText} from '../cli/editor.ts';
import {entryPage} from '../print/presentation.ts';
import {backupHealth, hostHealth, hostsAreAsked} from './dashboard-health.ts';
import {takeSnapshot} from './dashboard-snapshot.ts';

/** How often to look whether another program changed something. Looking writes nothing. */
const watchMs = 2_000;

export function dashboardPorts(cli: Cli, memu: Memu): DashboardPorts {
  const hosts = new HostWatch(memu);
  const say = (...words: readonly string[]) => runQuietly(cli, words);
  return {
    load: () => takeSnapshot(memu, hosts.latest),
    watch: changed => watch(memu, hosts, changed),
    open: async id => openEntry(memu, id, await takeSnapshot(memu, hosts.latest), say),
    toggleDone: id => {
      const {status} = memu.references.getOf(taskKind, id);
      const isOpen = status === 'pending' || status === 'in_progress';
      return say('task', isOpen ? 'done' : 'reopen', id);
    },
    accept: id => say('memory', 'accept', id),
    reject: id => say('memory', 'reject', id),
    resolve: (id, side) => say('sync', 'resolve', id, '--take', side),
    add: text => say('add', '--', text),
    undo: () => say('undo'),
    redo: () => say('redo'),
    sync: () => say('sync'),
    backup: async () => {
      throw new UsageError('This version makes no backups', {hint: backupHealth.hint!});
    },
    command: words => say(...splitWords(words)),
    edit: async id => {
      const conflict = await findConflict(memu, id);
      if (!conflict) return editEntry(cli, memu, id);
      return editConflict(cli, conflict, text => say('sync', 'resolve', id, `--take=${text}`));
    },
    chat: async () => {
      const {run} = await import('../program.ts');
      await run([...profileWords(cli), 'chat'], cli.surroundings);
    },
  };
}

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

async function openEntry(
  memu: Memu,
  id: string,
  {health}: DashboardSnapshot,
  say: (...words: readonly string[]) => Promise<string>,
): Promise<OpenedEntry> {
  const check = health.find(({name}) => name === id);
  if (check) return {title: check.name, text: [check.text, check.hint ?? ''].join('\n\n')};
  const conflict = await findConflict(memu, id);
  if (conflict) return {title: conflict.title, text: await say('sync', 'show', id)};
  const entry = memu.entries.get(id);
  return {title: entry.title || entry.kind, text: entryPage(entry, memu.clock.zone)};
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
function watch(memu: Memu, hosts: HostWatch, changed: () => void): () => void {
  let isWatching = true;
  const seen = () => `${memu.db.pragma<number>('data_version')} ${today(memu.clock)}`;
  let before = seen();
  const timer = setInterval(() => {
    const now = seen();
    if (now === before) return;
    before = now;
    changed();
  }, watchMs);
  void hosts.ask().then(() => {
    if (isWatching) changed();
  });
  return () => {
    isWatching = false;
    clearInterval(timer);
  };
}
