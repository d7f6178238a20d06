/** The words after a slash, as data: completion, help and the command reference read the same list. */

import type {Capture} from '../language/capture/capture.ts';
import {sameModel, suits} from '../models/choosing/choose-model.ts';
import {sizeText} from '../models/choosing/disk-space.ts';
import type {HostReport} from '../models/choosing/hosts.ts';
import type {TurnEvent} from './conversation/events.ts';
import type {Spoken} from './conversation/spoken.ts';
import type {Item} from './prompt/items.ts';
import type {FoundHit} from './prompt/sources.ts';
import type {SlashActions} from './slash-actions.ts';

/** What a command may ask of the conversation it is said in. */
export interface SlashCommandTarget {
  readonly desk: SlashActions;
  readonly spoken: readonly Spoken[];
  /** What the last prompt held, in the order of its numbers. */
  readonly items: readonly Item[];
  /** Who answers now. */
  readonly status: {readonly model: string | undefined; readonly host: string | undefined};
  reports(): Promise<readonly HostReport[]>;
  chooseModel(name: string | undefined): void;
  chooseHost(name: string | undefined): void;
  setMemory(isOn: boolean): void;
  /** Goes on without keeping anything, as a new conversation. */
  goIncognito(): void;
  continue(reference: string): void;
  recall(query: string): Promise<readonly FoundHit[]>;
  shorten(id: string): string;
  contextText(): Promise<string>;
  ask(text: string): AsyncIterable<TurnEvent>;
  again(): AsyncIterable<TurnEvent>;
  rate(isGood: boolean, why: string): string;
  /** Looks for memories in what was said; the events are proposals. */
  extract(): AsyncIterable<TurnEvent>;
  save(path: string): string;
}

export interface SlashCommand {
  readonly name: string;
  readonly args?: string;
  readonly does: string;
  /** It asks a model, or later lines go elsewhere: an answer on its way is waited for. */
  readonly takesTurn?: (words: string) => boolean;
  run(target: SlashCommandTarget, words: string): AsyncIterable<TurnEvent>;
}

const always = (): boolean => true;
const hasWords = (words: string): boolean => words !== '';
const hasNone = (words: string): boolean => words === '';

const say = (text: string): TurnEvent => ({type: 'notice', level: 'info', text});
const warn = (text: string): TurnEvent => ({type: 'notice', level: 'warning', text});

export const slashCommands: readonly SlashCommand[] = [
  {name: 'model', args: '[NAME]', does: 'show the models there are, or use one', run: model},
  {name: 'host', args: '[ADDRESS]', does: 'show the hosts, or use only one', run: host},
  {name: 'why', does: 'show what the last answer could rest on', run: why},
  {name: 'recall', args: 'QUERY', does: 'search everything kept', run: recall},
  {
    name: 'remember',
    args: '[TEXT]',
    does: 'keep a memory; without words, look for some in this conversation',
    takesTurn: hasNone,
    run: remember,
  },
  {name: 'forget', args: 'REF', does: 'move an entry to the trash', run: forget},
  {name: 'goal', args: 'LINE', does: 'keep a goal: "learn cello by june"', run: goal},
  {name: 'task', args: 'LINE', does: 'keep a task: "call mum tomorrow 5pm"', run: task},
  {name: 'context', does: 'show the prompt that would be sent now', run: context},
  {
    name: 'retry',
    does: 'ask the last question again',
    takesTurn: always,
    run: target => target.again(),
  },
  {
    name: 'edit',
    args: 'TEXT',
    does: 'ask the last question in other words',
    takesTurn: always,
    run: edit,
  },
  {name: 'good', does: 'say that the last answer was good', run: good},
  {name: 'bad', args: '["why"]', does: 'say what was wrong with the last answer', run: bad},
  {
    name: 'sessions',
    args: '[ID]',
    does: 'show earlier conversations, or go on with one',
    takesTurn: hasWords,
    run: sessions,
  },
  {name: 'memory', args: 'on|off', does: 'let the model see what is kept, or not', run: memory},
  {
    name: 'incognito',
    does: 'go on without keeping anything',
    takesTurn: always,
    run: incognito,
  },
  {name: 'save', args: 'FILE', does: 'write this conversation to a file', run: save},
];

/** Runs a line such as `/model llama3.2:3b`. */
export async function* runSlashCommand(
  target: SlashCommandTarget,
  line: string,
): AsyncGenerator<TurnEvent> {
  const [, name = '', words = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(line.trim()) ?? [];
  const command = slashCommands.find(one => one.name === name);
  if (command) return yield* command.run(target, words.trim());
  const {didYouMean} = await import('../ground/did-you-mean.ts');
  const meant = didYouMean(
    name,
    slashCommands.map(one => one.name),
  );
  yield warn(
    `There is no /${name}.${meant ? ` Did you mean /${meant}?` : ' /help lists what there is.'}`,
  );
}

async function* model(target: SlashCommandTarget, name: string): AsyncGenerator<TurnEvent> {
  const reports = await target.reports();
  const models = reports.flatMap(report => report.models.map(one => ({one, report})));
  if (name === '') {
    const {status} = target;
    const lines = models.map(({one, report}) => {
      const on = report.host.address.name;
      const isCurrent = status.model === one.name && status.host === on;
      const mark = isCurrent ? '*' : ' ';
      const size = one.bytes === undefined ? '' : `  ${sizeText(one.bytes)}`;
      return `${mark} ${one.name}  on ${on}${size}${suits(one, 'chat') ? '' : '  (does not talk)'}`;
    });
    return yield say(lines.join('\n') || 'No host answers.');
  }
  const found = models.filter(({one}) => sameModel(one.name, name));
  if (found.length > 0 && !found.some(({one}) => suits(one, 'chat'))) {
    return yield warn(`${found[0]!.one.name} does not talk; /model lists those that do.`);
  }
  target.chooseModel(name);
  if (found[0]) return yield say(`Using ${found[0].one.name}.`);
  const failures = reports.flatMap(report => report.failure ?? []);
  const tried = failures.map(({host: one, reason}) => `${one}: ${reason}`).join('; ');
  // What does not answer may have it.
  if (failures.length === reports.length) {
    return yield warn(
      `No host answers${tried ? ` (${tried})` : ''}; ${name} is used when one does.`,
    );
  }
  const others = tried ? ` Not reached: ${tried}.` : '';
  yield warn(`No host that answers has ${name}; memu models pull ${name}.${others}`);
}

async function* host(target: SlashCommandTarget, name: string): AsyncGenerator<TurnEvent> {
  const reports = await target.reports();
  if (name !== '') {
    if (!reports.some(report => report.host.address.name === name)) {
      return yield warn(`${name} is none of your hosts; /host lists them.`);
    }
    target.chooseHost(name);
    return yield say(`Using ${name}.`);
  }
  const lines = reports.map(
    ({host: one, failure, models}) =>
      `${one.address.name}  ${failure ? failure.reason : `${models.length} models`}`,
  );
  yield say(lines.join('\n') || 'No host is set.');
}

async function* why(target: SlashCommandTarget): AsyncGenerator<TurnEvent> {
  const lines = target.items.map((item, index) =>
    `[${index + 1}] ${item.prefix}  ${item.kind}  ${item.title || item.text.slice(0, 60)}  ${item.state}`.trimEnd(),
  );
  yield say(lines.join('\n') || 'The last prompt held nothing that is kept.');
}

async function* recall(target: SlashCommandTarget, query: string): AsyncGenerator<TurnEvent> {
  if (query === '') return yield warn('/recall needs words to look for.');
  const hits = await target.recall(query);
  const lines = hits.map(
    hit =>
      `${target.shorten(hit.id)}  ${hit.created_at.slice(0, 10)}  ${hit.kind}  ${hit.title}\n      ${hit.snippet}`,
  );
  yield say(lines.join('\n') || 'Nothing was found.');
}

async function* remember(target: SlashCommandTarget, text: string): AsyncGenerator<TurnEvent> {
  if (text === '') return yield* target.extract();
  yield say(`kept  ${target.desk.line(target.desk.addMemory(text))}`);
}

async function* forget(target: SlashCommandTarget, reference: string): AsyncGenerator<TurnEvent> {
  if (reference === '') return yield warn('/forget needs the id of an entry.');
  yield say(
    `in the trash  ${target.desk.line(target.desk.forget(reference))}  (memu undo brings it back)`,
  );
}

async function* goal(target: SlashCommandTarget, title: string): AsyncGenerator<TurnEvent> {
  if (title === '') return yield warn('/goal needs a title.');
  const {entry, unclear} = await target.desk.addGoal(title);
  const {target_date: by} = entry as typeof entry & {readonly target_date?: string | null};
  yield say(`kept  ${target.desk.line(entry)}${by ? `  by ${by}` : ''}`);
  yield* leftInTitle(unclear);
}

async function* task(target: SlashCommandTarget, line: string): AsyncGenerator<TurnEvent> {
  if (line === '') return yield warn('/task needs words: /task call mum tomorrow 5pm');
  const {entry, unclear} = await target.desk.addTask(line);
  const {due} = entry as typeof entry & {readonly due?: string | null};
  yield say(`kept  ${target.desk.line(entry)}${due ? `  due ${due}` : ''}`);
  yield* leftInTitle(unclear);
}

function* leftInTitle(unclear: Capture['unclear']): Generator<TurnEvent> {
  for (const {text, why, hint} of unclear)
    yield say(`"${text}" ${why}; it was left in the title. ${hint}`);
}

async function* context(target: SlashCommandTarget): AsyncGenerator<TurnEvent> {
  yield say(await target.contextText());
}

async function* edit(target: SlashCommandTarget, text: string): AsyncGenerator<TurnEvent> {
  if (text === '') return yield warn('/edit needs the question in other words.');
  yield* target.ask(text);
}

async function* good(target: SlashCommandTarget): AsyncGenerator<TurnEvent> {
  yield say(target.rate(true, ''));
}

async function* bad(target: SlashCommandTarget, words: string): AsyncGenerator<TurnEvent> {
  yield say(target.rate(false, words));
}

async function* sessions(target: SlashCommandTarget, reference: string): AsyncGenerator<TurnEvent> {
  if (reference !== '') {
    target.continue(reference);
    return yield say(`Going on with ${target.desk.line(target.desk.findConversation(reference))}.`);
  }
  const lines = target.desk
    .newest(15)
    .map(one => `${one.updated_at.slice(0, 10)}  ${target.desk.line(one)}  (${one.turns} turns)`);
  yield say(lines.join('\n') || 'No conversation is kept yet.');
}

async function* memory(target: SlashCommandTarget, words: string): AsyncGenerator<TurnEvent> {
  if (words !== 'on' && words !== 'off') return yield warn('/memory on, or /memory off');
  target.setMemory(words === 'on');
  yield say(
    words === 'on'
      ? 'The model sees what fits the question.'
      : 'The model sees nothing that is kept.',
  );
}

async function* incognito(target: SlashCommandTarget): AsyncGenerator<TurnEvent> {
  target.goIncognito();
  yield say('From here on nothing of this conversation is kept.');
}

async function* save(target: SlashCommandTarget, path: string): AsyncGenerator<TurnEvent> {
  if (path === '') return yield warn('/save needs a file name.');
  yield say(target.save(path));
}
