/** What could stand at the end of a command line: commands, options, their values, entries, tags, settings. */
import type {Argument, Command, Option} from 'commander';
import {entriesBeginning, labelsInUse} from '../../src/entries/lookup.ts';
import {safeLine} from '../../src/ground/text.ts';
import {parseHost} from '../../src/models/transport/host-address.ts';
import type {Cli} from '../cli/cli.ts';
import {commandTable} from '../registry.ts';

export interface CompletionCandidate {
  readonly value: string;
  readonly about: string;
}

const most = 30;

/** Candidates for the last of the words; answers from this machine alone. */
export async function candidatesFor(
  cli: Cli,
  words: readonly string[],
): Promise<CompletionCandidate[]> {
  const typed = words.at(-1) ?? '';
  const [name, ...rest] = words.slice(0, -1).filter(word => !globalFlags.has(word));
  if (name === undefined) {
    const shown = commandTable.filter(entry => !entry.isHidden);
    const names = shown.map(entry => ({value: entry.name, about: entry.summary}));
    return matching(names, typed);
  }
  const entry = commandTable.find(one => one.name === name);
  if (entry === undefined) return [];
  const {command, left} = descend((await entry.load())(cli), rest);
  return matching(await candidatesIn(cli, {noun: name, command, left, typed}), typed);
}

const globalFlags = new Set(['--json', '--no-input', '--debug']);

interface Place {
  /** The first word: entries of that kind are meant, where there is one. */
  readonly noun: string;
  readonly command: Command;
  /** Words after the command's name. */
  readonly left: readonly string[];
  readonly typed: string;
}

async function candidatesIn(
  cli: Cli,
  {noun, command, left, typed}: Place,
): Promise<CompletionCandidate[]> {
  const option = command.options.find(one => isCalled(one, left.at(-1) ?? ''));
  if (option?.required || option?.optional)
    return valuesOf(cli, {noun, typed, name: nameOfOption(option)}, option.argChoices);

  if (typed.startsWith('-')) return optionsOf(command);
  if (command.commands.length > 0) {
    return command.commands.map(child => ({value: child.name(), about: child.description()}));
  }
  const argument = argumentAt(command, positionals(command, left));
  return argument === undefined
    ? []
    : valuesOf(cli, {noun, typed, name: argument.name()}, argument.argChoices);
}

const isCalled = (option: Option, word: string): boolean =>
  option.long === word || option.short === word;

const nameOfOption = (option: Option): string => (option.long ?? '').replace(/^--/, '');

const optionsOf = (command: Command): CompletionCandidate[] =>
  command.options.map(option => ({value: option.long ?? '', about: option.description}));

function descend(
  command: Command,
  words: readonly string[],
): {command: Command; left: readonly string[]} {
  const child = command.commands.find(one => one.name() === words[0]);
  return child === undefined ? {command, left: words} : descend(child, words.slice(1));
}

/** How many words before the last are neither options nor their values. */
function positionals(command: Command, words: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < words.length; index++) {
    const option = command.options.find(one => isCalled(one, words[index]!));
    if (option?.required) index++;
    else if (option === undefined) count++;
  }
  return count;
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const {registeredArguments} = command;
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic ? last : undefined);
}

/** Values by what they are called: a reference, a tag, a setting. */
async function valuesOf(
  cli: Cli,
  {noun, name, typed}: {readonly noun: string; readonly name: string; readonly typed: string},
  choices: readonly string[] | undefined,
): Promise<CompletionCandidate[]> {
  if (choices !== undefined) return choices.map(value => ({value, about: ''}));
  if (name === 'goal') return entries(cli, {kind: 'goal', typed});
  if (name === 'id') return entries(cli, {isTrash: true, typed});
  if (name === 'ref' || name === 'entry') return entries(cli, {kind: noun, typed});
  if (name === 'tag' || name === 'untag') return labels(cli, 'tag');
  if (name === 'area' || name === 'unarea') return areas(cli);
  if (name === 'host') return hosts(cli);
  if (name === 'name' && noun === 'config') return settingNames();
  if (name === 'command') return schemaNames();
  if (name === 'kind') return kinds();
  return [];
}

async function entries(
  cli: Cli,
  {kind, isTrash = false, typed}: EntriesAsked,
): Promise<CompletionCandidate[]> {
  const memu = await cli.open();
  const wanted = memu.entries.kinds.find(one => one.name === kind)?.name ?? null;
  const rows = entriesBeginning(memu.db, {kind: wanted, typed, isTrash});
  return rows.map(({id, title, name, kind: noun}) =>
    typed !== '' && isWord(title) && title.toLowerCase().startsWith(typed.toLowerCase())
      ? {value: title, about: `${noun} ${id.slice(0, 8)}`}
      : {value: id.slice(0, 8), about: `${noun}: ${name}`},
  );
}

/** What a shell may put into a line: no option, no second line, nothing that is not seen. */
const isWord = (text: string): boolean => !text.startsWith('-') && safeLine(text) === text;

interface EntriesAsked {
  readonly kind?: string;
  readonly isTrash?: boolean;
  /** The beginning of an id or, once something is typed, of a title. */
  readonly typed: string;
}

/** Those that memu knows, those of the config, and those that entries have. */
async function areas(cli: Cli): Promise<CompletionCandidate[]> {
  const {knownAreas} = await import('../cli/areas.ts');
  const known = knownAreas(await cli.open()).map(value => ({value, about: ''}));
  const used = await labels(cli, 'area');
  return [...known, ...used.filter(({value}) => !known.some(one => one.value === value))];
}

const hosts = async (cli: Cli): Promise<CompletionCandidate[]> =>
  (await cli.open()).config
    .get('llm.hosts')
    .map(host => ({value: parseHost(host).name, about: ''})); // without a password

async function schemaNames(): Promise<CompletionCandidate[]> {
  const {schemas} = await import('../schema/schemas.ts');
  return Object.keys(await schemas()).map(value => ({value, about: ''}));
}

async function labels(cli: Cli, facet: 'tag' | 'area'): Promise<CompletionCandidate[]> {
  const memu = await cli.open();
  return labelsInUse(memu.db, facet)
    .filter(isWord)
    .map(value => ({value, about: ''}));
}

async function settingNames(): Promise<CompletionCandidate[]> {
  const {settings, settingNames: names} = await import('../../src/config/settings.ts');
  return names.map(value => ({value, about: settings[value].about}));
}

async function kinds(): Promise<CompletionCandidate[]> {
  const {kinds: all} = await import('../../src/kinds/kinds.ts');
  return all.map(kind => ({value: kind.name, about: ''}));
}

/** Those that begin with what was typed. */
function matching(
  candidates: readonly CompletionCandidate[],
  typed: string,
): CompletionCandidate[] {
  const wanted = typed.toLowerCase();
  const begin = candidates.filter(({value}) => value.toLowerCase().startsWith(wanted));
  return begin.slice(0, Math.max(most, candidates.length < 200 ? candidates.length : most));
}
