/** A folder of Markdown notes (Obsidian, nb, zk, basic-memory): wikilinks, tags, dates and tasks are kept. */
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {basename, dirname, extname, join, relative} from 'node:path';
import type {Json} from '../../entries/fields.ts';
import {UsageError} from '../../errors.ts';
import {derivedId} from '../../ids.ts';
import type {MemoryInput} from '../../memories/memory.ts';
import {type Clock, isPlainDate, toIso} from '../../time.ts';
import {bad, type Found, Occurrences, textOf, unmapped} from './item.ts';
import {inlineTags, markdownTasks} from './markdown-tasks.ts';

export interface FolderOptions {
  /** `obsidian`, `nb`, `zk`, `basic-memory`: part of every derived id. */
  readonly source: string;
  readonly clock: Clock;
  /** Reads front matter; given, so that YAML is loaded only for this. */
  readonly parseYaml: (text: string) => unknown;
}

interface Note {
  readonly path: string;
  readonly id: string;
  readonly matter: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly title: string;
  readonly changedAt: string;
}

/** @throws UsageError when the folder cannot be read */
export function* readMarkdownFolder(folder: string, options: FolderOptions): Generator<Found> {
  const paths = [...markdownPaths(folder, folder)].sort();
  const ids = new Map<string, string>();
  for (const path of paths) {
    const id = derivedId('import', options.source, 'note', path);
    const name = basename(path, extname(path)).toLowerCase();
    ids.set(path.toLowerCase(), id);
    ids.set(path.slice(0, -extname(path).length).toLowerCase(), id);
    if (!ids.has(name)) ids.set(name, id);
  }
  for (const [index, path] of paths.entries()) {
    yield* readNote({folder, path, number: index + 1}, ids, options);
  }
}

function* markdownPaths(root: string, folder: string): Generator<string> {
  let items: readonly {readonly name: string; isDirectory(): boolean; isFile(): boolean}[];
  try {
    items = readdirSync(folder, {withFileTypes: true});
  } catch (cause) {
    throw new UsageError(`${folder} cannot be read as a folder`, {cause});
  }
  for (const item of items) {
    // Hidden folders hold a program's own things; a link could lead anywhere and is not followed.
    if (item.name.startsWith('.') || item.name === 'node_modules') continue;
    const path = join(folder, item.name);
    if (item.isDirectory()) yield* markdownPaths(root, path);
    else if (item.isFile() && /\.(md|markdown)$/i.test(item.name)) yield relative(root, path);
  }
}

interface Place {
  readonly folder: string;
  readonly path: string;
  /** Its number among the files, for reports. */
  readonly number: number;
}

function* readNote(
  place: Place,
  ids: ReadonlyMap<string, string>,
  options: FolderOptions,
): Generator<Found> {
  const {path, number} = place;
  const file = join(place.folder, path);
  let text: string;
  try {
    text = new TextDecoder('utf-8', {fatal: true}).decode(readFileSync(file));
  } catch {
    return yield bad(number, `${path} is not UTF-8 text`);
  }
  const {matter, body, problem} = split(text, options.parseYaml);
  if (problem) yield unmapped(`front matter of ${path}`);
  const id = ids.get(path.toLowerCase()) ?? '';
  const note = {
    path,
    id,
    matter,
    body,
    title: titleOf(matter, body, path),
    changedAt: changedAt(file),
  };
  yield noteItem(note, number, ids, options);
  yield* taskItems(note, number, options);
  if (options.source === 'basic-memory') yield* observations(note, number, options);
}

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
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return {matter: isObject ? (value as Record<string, unknown>) : {}, body, problem: false};
  } catch {
    return {matter: {}, body: text, problem: true};
  }
}

function titleOf(matter: Readonly<Record<string, unknown>>, body: string, path: string): string {
  const heading = /^#\s+(?<title>.+)$/m.exec(body.slice(0, 2_000))?.groups?.title;
  const name = basename(path, extname(path));
  // Zettelkasten names are numbers; the heading says what the note is about.
  const fallback = /^[\d_-]+$|^[a-z0-9]{4}$/.test(name) ? (heading ?? name) : name;
  return (textOf(matter.title) ?? fallback).slice(0, 1_000);
}

function noteItem(
  note: Note,
  line: number,
  ids: ReadonlyMap<string, string>,
  {source}: FolderOptions,
): Found {
  const {id, path, body, title, matter} = note;
  const created = dateIn(matter.created ?? matter.date ?? matter['date created']);
  const folder = dirname(path);
  return {
    type: 'note',
    id,
    line,
    input: {
      ...{title, body},
      tags: [...tagsOf(matter), ...inlineTags(withoutCode(body))],
      links: linksOf(note, ids),
      notebook: folder === '.' ? source : folder,
      ref: path,
      metadata: leftovers(matter),
      created_at: created ?? note.changedAt,
    },
  };
}

function* taskItems(note: Note, number: number, {source, clock}: FolderOptions): Generator<Found> {
  const occurrences = new Occurrences();
  for (const {input, line, unread} of markdownTasks(note.body, clock)) {
    if (unread !== undefined) yield unmapped(`repetition "${unread.slice(0, 40)}"`);
    if (input.title === '') {
      yield bad(number, `${note.path}, line ${line}: a task without words`);
      continue;
    }
    // Its dates and signs may change; its words are what it is.
    const {title = ''} = input;
    const id = derivedId('import', source, 'task', note.path, title, occurrences.next(title));
    const series = input.recurrence ? {series_id: id} : {};
    const created = input.created_at ?? note.changedAt;
    yield {
      type: 'task',
      id,
      line: number,
      input: {...input, ...series, links: [note.id], created_at: created},
    };
  }
}

/** basic-memory: `- [category] what is known #tag (context)` */
function* observations(note: Note, number: number, {source}: FolderOptions): Generator<Found> {
  const occurrences = new Occurrences();
  for (const match of note.body.matchAll(/^- \[(?<category>[^\]\n]{2,40})\] (?<text>.+)$/gm)) {
    const {category = '', text = ''} = match.groups ?? {};
    const id = derivedId('import', source, 'fact', note.path, match[0], occurrences.next(match[0]));
    const input: MemoryInput = {
      body: text.trim(),
      tags: [category, ...inlineTags(text)],
      links: [note.id],
      type: 'fact',
      source: {kind: 'import', id: note.id, quote: match[0]},
      created_at: note.changedAt,
    };
    yield {type: 'memory', id, line: number, input};
  }
}

function tagsOf(matter: Readonly<Record<string, unknown>>): string[] {
  const said = matter.tags ?? matter.tag ?? matter.keywords ?? [];
  const list = Array.isArray(said) ? said : String(said).split(/[,\s]+/);
  return list.map(String).filter(tag => tag !== '');
}

const withoutCode = (body: string): string =>
  body.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');

/** Wikilinks and links to other files, as far as they lead to a note of this folder. */
function linksOf(note: Note, ids: ReadonlyMap<string, string>): string[] {
  const targets = [
    ...[...note.body.matchAll(/\[\[(?<target>[^\]|#\n]+)/g)].map(
      match => match.groups?.target ?? '',
    ),
    ...[...note.body.matchAll(/\]\((?<target>[^)\s#]+\.(?:md|markdown))[^)]*\)/gi)].map(match =>
      decoded(match.groups?.target ?? ''),
    ),
  ];
  const here = dirname(note.path);
  const found = targets.flatMap(target => {
    const name = target.trim().toLowerCase();
    const beside = join(here, target.trim()).toLowerCase();
    return ids.get(beside) ?? ids.get(name) ?? ids.get(basename(name)) ?? [];
  });
  return [...new Set(found)].filter(id => id !== note.id);
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

function dateIn(value: unknown): string | undefined {
  const text = value instanceof Date ? value.toISOString() : String(value ?? '').trim();
  const ms = Date.parse(isPlainDate(text) ? `${text}T00:00:00Z` : text);
  return text === '' || Number.isNaN(ms) ? undefined : toIso(ms);
}

const read = new Set(['title', 'tags', 'tag', 'keywords', 'created', 'date', 'date created']);

const leftovers = (matter: Readonly<Record<string, unknown>>): {[name: string]: Json} => {
  const others = Object.entries(matter).filter(([name]) => !read.has(name));
  return JSON.parse(JSON.stringify(Object.fromEntries(others))) as {[name: string]: Json};
};
