/** A folder of Markdown notes (Obsidian, nb, zk, basic-memory): wikilinks, tags, dates and tasks are kept. */
import {type Dirent, readdirSync, statSync} from 'node:fs';
import {basename, dirname, extname, join, relative} from 'node:path';
import {UsageError} from '../../ground/errors.ts';
import {maxFrontMatterBytes, nesting} from '../../ground/front-matter.ts';
import {derivedId} from '../../ground/ids.ts';
import {isTooDeep, type Json} from '../../ground/json.ts';
import {readRegularFile, UnfitFileError} from '../../ground/regular-file.ts';
import {type Clock, toIso} from '../../ground/time.ts';
import type {MemoryInput} from '../../memories/memory.ts';
import type {TaskInput} from '../../planner/tasks/task.ts';
import type {Importer} from './importer.ts';
import {bad, flaw, type ImportedItem, Occurrences, trimmedText, unmapped} from './item.ts';
import {proseOf} from './markdown-prose.ts';
import {inlineTags, markdownTasks} from './markdown-tasks.ts';
import {linksOf, type NamedNote, NoteNames} from './note-names.ts';

/** Brackets of front matter in each other. */
const deepestYaml = 64;

const folderOf = (name: string, order: number, about: string): Importer => ({
  name,
  about,
  order,
  takes: 'a folder',
  counts: 'lines',
  read: async ({path}, clock) => {
    const {parse} = await import('yaml');
    // What YAML finds odd is named in the report, not on the terminal.
    const parseYaml = (text: string): unknown => {
      // Its parser ends the stack where brackets nest deeply, and takes minutes for what is long.
      if (text.length > maxFrontMatterBytes || nesting(text) > deepestYaml) throw new RangeError();
      return parse(text, {logLevel: 'error'});
    };
    return readMarkdownFolder(path, {source: name, clock, parseYaml});
  },
});

/** @public read by `npm run docs` */
export const importers: readonly Importer[] = [
  folderOf('obsidian', 60, 'A vault of Obsidian, with wikilinks, tags, dates and tasks'),
  folderOf('nb', 70, 'A notebook folder of nb'),
  folderOf('zk', 80, 'A notebook folder of zk'),
  folderOf('basic-memory', 90, 'A folder of basic-memory; observations become facts'),
];

export interface FolderOptions {
  /** `obsidian`, `nb`, `zk`, `basic-memory`: part of every derived id. */
  readonly source: string;
  readonly clock: Clock;
  /** Reads front matter; given, so that YAML is loaded only for this. */
  readonly parseYaml: (text: string) => unknown;
}

interface Note extends NamedNote {
  readonly body: string;
  /** Lines of the file above its body. */
  readonly above: number;
  readonly changedAt: string;
}

/** @throws UsageError when the folder cannot be read */
export function* readMarkdownFolder(
  folder: string,
  options: FolderOptions,
): Generator<ImportedItem> {
  const {paths, others} = filesIn(folder);
  for (const what of others) yield unmapped(what);
  const notes: Note[] = [];
  for (const path of paths) {
    const note = readFile(folder, path, options);
    if (note.problem) yield note.problem;
    if (note.read) notes.push(note.read);
  }
  const names = new NoteNames(notes, options.source);
  for (const note of notes) {
    if (!isTodo(note)) yield noteItem(note, names, options);
    yield* taskItems(note, names, options);
    if (options.source === 'basic-memory') yield* observations(note, options);
    const pictures = proseOf(note.body).match(embedded)?.length ?? 0;
    for (let n = 0; n < pictures; n += 1) yield unmapped('embedded file');
  }
}

/** A file that is one task, as nb keeps them: it needs no note beside it. */
const isTodo = ({path, body}: Note): boolean =>
  /\.todo\.(?:md|markdown)$/i.test(path) && /^#\s+\[.\]\s/.test(body);

/** `![[photo.png]]` and `![photo](photo.png)`: files beside the notes. */
const embedded =
  /!\[\[[^\][\n]{1,500}\.[a-z0-9]{2,5}(?:\|[^\][\n]{0,200})?\]\]|!\[[^\][\n]{0,500}\]\((?!https?:)[^()\n]{1,500}\)/gi;

interface Files {
  /** Of Markdown files, relative to the folder, sorted. */
  readonly paths: readonly string[];
  /** What lies there besides, in words. */
  readonly others: readonly string[];
}

function filesIn(root: string): Files {
  const paths: string[] = [];
  const others: string[] = [];
  const walk = (folder: string): void => {
    for (const item of itemsOf(folder)) {
      // Hidden folders hold a program's own things; a link could lead anywhere and is not followed.
      if (item.name.startsWith('.') || item.name === 'node_modules') continue;
      const path = join(folder, item.name);
      if (item.isDirectory()) walk(path);
      else if (item.isSymbolicLink()) others.push('link to another place');
      else if (!item.isFile()) others.push('pipe, socket or device');
      else if (/\.(md|markdown)$/i.test(item.name)) paths.push(relative(root, path));
      else others.push(`file ${extname(item.name).toLowerCase() || 'without a type'}`);
    }
  };
  walk(root);
  return {paths: paths.sort(), others};
}

function itemsOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, {withFileTypes: true});
  } catch (cause) {
    throw new UsageError(`${folder} cannot be read as a folder`, {cause});
  }
}

interface ReadFile {
  readonly read?: Note;
  readonly problem?: ImportedItem;
}

function readFile(folder: string, path: string, {source, parseYaml}: FolderOptions): ReadFile {
  const file = join(folder, path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', {fatal: true}).decode(readRegularFile(file, longestNote));
  } catch (error) {
    return {problem: bad(1, unfit(error), path)};
  }
  const {matter, body, problem} = split(text, parseYaml);
  const id = derivedId('import', source, 'note', path);
  const title = titleOf({matter, body, path}, source);
  const above = text.slice(0, text.length - body.length).split('\n').length - 1;
  return {
    read: {path, id, matter, body, above, title, changedAt: changedAt(file)},
    ...(problem && {problem: unmapped(`front matter of ${path}`)}),
  };
}

/** Most bytes of one note; a book has two million. */
const longestNote = 8 * 1024 * 1024;

const unfit = (error: unknown): string => {
  if (error instanceof UnfitFileError) return error.message;
  const {code} = error as NodeJS.ErrnoException;
  return code === undefined || code.startsWith('ERR_ENCODING')
    ? 'it is not UTF-8 text'
    : `it cannot be read (${code})`;
};

const changedAt = (file: string): string => toIso(Math.floor(statSync(file).mtimeMs));

interface Split {
  readonly matter: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly problem: boolean;
}

function split(text: string, parseYaml: (text: string) => unknown): Split {
  const match = /^\ufeff?---\r?\n(?<matter>[\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(
    text,
  );
  if (!match) return {matter: {}, body: text, problem: false};
  const body = text.slice(match[0].length).replace(/^\r?\n/, '');
  try {
    const value = parseYaml(match.groups?.matter ?? '');
    const isObject =
      typeof value === 'object' && value !== null && !Array.isArray(value) && !isTooDeep(value);
    const matter = isObject ? (value as Record<string, unknown>) : {};
    // A template that nobody filled in: YAML reads its braces as a mapping within a mapping.
    const problem = /(?:^|[\s,[:-])\{\{/.test(match.groups?.matter ?? '');
    return {matter, body, problem};
  } catch {
    return {matter: {}, body: text, problem: true};
  }
}

/** What its program calls a note: zk and nb by its heading (nb else by its first line), others by its file. */
function titleOf(
  {matter, body, path}: Pick<Note, 'matter' | 'body' | 'path'>,
  source: string,
): string {
  const start = proseOf(body.slice(0, 2_000));
  const heading = /^#\s+(?:\[[ xX]\]\s+)?(?<title>.+)$/m.exec(start)?.groups?.title?.trim();
  const name = basename(path, extname(path)).replace(/\.(?:todo|bookmark)$/, '');
  const isNumber = /^[\d_-]+$|^[a-z0-9]{4}(?:-|$)/.test(name);
  const isByHeading = source === 'zk' || (source === 'nb' && !/\.bookmark\.\w+$/.test(path));
  const firstLine = source === 'nb' ? /\S.*/.exec(body)?.[0].trim() : undefined;
  // Zettelkasten names are numbers; the heading says what the note is about.
  const fallback = isByHeading || isNumber ? (heading ?? (isNumber ? firstLine : undefined)) : name;
  return (trimmedText(matter.title) ?? fallback ?? name).slice(0, 1_000);
}

function noteItem(note: Note, names: NoteNames, {source, clock}: FolderOptions): ImportedItem {
  const {id, path, body, title, matter} = note;
  const created = dateIn(matter.created ?? matter.date ?? matter['date created'], clock);
  const folder = dirname(path);
  return {
    type: 'note',
    ...{id, path, line: 1},
    input: {
      ...{title, body},
      tags: [...tagsOf(matter), ...inlineTags(proseOf(body)), ...colonTags(body, source)],
      links: linksOf(note, names),
      notebook: folder === '.' ? source : folder,
      ref: path,
      metadata: leftovers(matter),
      created_at: created ?? note.changedAt,
    },
  };
}

/** zk: `:a:b:` on a line of its own. */
const colonTags = (body: string, source: string): string[] =>
  source === 'zk'
    ? [...body.matchAll(/^:(?<tags>[\p{L}\p{N}_-]+(?::[\p{L}\p{N}_-]+)*):\s*$/gmu)].flatMap(
        match => match.groups?.tags?.split(':') ?? [],
      )
    : [];

function* taskItems(
  note: Note,
  names: NoteNames,
  {source, clock}: FolderOptions,
): Generator<ImportedItem> {
  const occurrences = new Occurrences();
  const tasks = [...markdownTasks(note.body, clock)].map(task => {
    // Its dates and signs may change; its words are what it is.
    const {key} = task;
    const id = derivedId('import', source, 'task', note.path, key, occurrences.next(key));
    return {...task, id};
  });
  const byMark = new Map(tasks.flatMap(({mark, id}) => (mark === undefined ? [] : [[mark, id]])));
  const byLine = new Map(tasks.map(task => [task.line, task.id]));
  for (const {id, input, line, parent, after, unread, unknown, noDates} of tasks) {
    const place = {path: note.path, line: note.above + line};
    if (unread !== undefined) yield unmapped(`repetition "${unread.slice(0, 40)}"`);
    if (unknown !== undefined) yield unmapped(`task sign [${unknown}]`);
    if (input.title === '') {
      yield bad(place.line, 'a task without words', note.path);
      continue;
    }
    for (const date of noDates) yield flaw(place.line, `${date} is no date`, note.path);
    const task = {
      ...input,
      ...(input.recurrence ? {series_id: id} : {}),
      parent_id: (parent === undefined ? undefined : byLine.get(parent)) ?? null,
      depends_on: after.flatMap(mark => byMark.get(mark) ?? []),
      links: isTodo(note) ? [] : [note.id],
      ...(isTodo(note) && line === 1 && wholeTodo(note, names)),
      created_at: input.created_at ?? note.changedAt,
    };
    yield {type: 'task', id, ...place, input: task};
  }
}

/** What a to-do's file says besides its title. */
const wholeTodo = (note: Note, names: NoteNames): TaskInput => ({
  body: note.body.replace(/^.*\r?\n?/, '').trim(),
  tags: [...tagsOf(note.matter), ...inlineTags(proseOf(note.body))],
  links: linksOf(note, names),
  ref: note.path,
});

/**
 * basic-memory: `- [category] what is known #tag (context)`. A category is a word: a time, a footnote,
 * a link or the box of a task is none.
 */
const observation =
  /^[ \t]*[-*+] (?<said>\[(?<category>\p{L}[\p{L}\p{M}\p{N} _/&-]{0,39})\] +(?<text>\S.*))$/gmu;

function* observations(note: Note, {source}: FolderOptions): Generator<ImportedItem> {
  const occurrences = new Occurrences();
  let [lines, counted] = [0, 0];
  for (const match of proseOf(note.body).matchAll(observation)) {
    lines += note.body.slice(counted, match.index).split('\n').length - 1;
    counted = match.index;
    // Code within it is part of what it says.
    const line = note.body.slice(match.index, match.index + match[0].length).trimEnd();
    const {category = ''} = match.groups ?? {};
    const text = line.slice(line.indexOf(']') + 1).trim();
    if (category.toLowerCase() === 'x') continue;
    const said = line.trimStart();
    const id = derivedId('import', source, 'fact', note.path, said, occurrences.next(said));
    const input: MemoryInput = {
      body: text,
      tags: [category, ...inlineTags(text)],
      links: [note.id],
      type: 'fact',
      source: {kind: 'import', id: note.id, quote: said},
      created_at: note.changedAt,
    };
    const number = note.above + lines + 1;
    yield {type: 'memory', id, path: note.path, line: number, input};
  }
}

function tagsOf(matter: Readonly<Record<string, unknown>>): string[] {
  const said = matter.tags ?? matter.tag ?? matter.keywords ?? [];
  const list = typeof said === 'string' ? said.split(/[,\s]+/) : [said].flat();
  return list
    .filter(tag => typeof tag === 'string' || typeof tag === 'number')
    .map(tag => String(tag).replace(/^#/, ''))
    .filter(tag => tag !== '');
}

/** `2026-05-01`, `2026-05-01 09:30` in the person's zone, or anything with a zone of its own. */
function dateIn(value: unknown, {zone}: Clock): string | undefined {
  const text = value instanceof Date ? value.toISOString() : String(value ?? '').trim();
  if (text === '') return undefined;
  try {
    const local = Temporal.PlainDateTime.from(text.replace(/Z$|[+-]\d\d:?\d\d$/, 'x'));
    return toIso(local.toZonedDateTime(zone).epochMilliseconds);
  } catch {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? undefined : toIso(ms);
  }
}

const read = new Set(['title', 'tags', 'tag', 'keywords', 'created', 'date', 'date created']);

const leftovers = (matter: Readonly<Record<string, unknown>>): {[name: string]: Json} => {
  const others = Object.entries(matter).filter(([name]) => !read.has(name));
  return JSON.parse(JSON.stringify(Object.fromEntries(others))) as {[name: string]: Json};
};
