/** Under which names the notes of a folder link to each other: paths, file names, titles, aliases, permalinks. */
import {basename, dirname, extname, join} from 'node:path';
import {proseOf} from './markdown-prose.ts';

type Matter = Readonly<Record<string, unknown>>;

export interface NamedNote {
  readonly path: string;
  readonly id: string;
  readonly title: string;
  readonly matter: Matter;
}

const keyOf = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/\.(?:md|markdown)$/i, '')
    .trim()
    .toLowerCase();

export class NoteNames {
  readonly #ids = new Map<string, string>();

  /** A path wins over a file's name, that over a title; of two of one name the first counts. */
  constructor(notes: readonly NamedNote[], source: string) {
    for (const {path, id} of notes) this.#ids.set(keyOf(path), id);
    for (const {path, id} of notes) this.#add(basename(path), id);
    for (const {title, matter, id} of notes) {
      const {aliases, alias, permalink, id: own} = matter;
      for (const name of [title, aliases, alias, permalink, own].flat()) {
        if (typeof name === 'string' || typeof name === 'number') this.#add(String(name), id);
      }
    }
    // zk names files `abcd-a-title.md` and links to `[[abcd]]`.
    if (source !== 'zk') return;
    for (const {path, id} of notes) this.#add(basename(path).split(/[- ]/)[0] ?? '', id);
  }

  /** The note that a link in a file at `from` leads to. */
  find(target: string, from: string): string | undefined {
    const name = target.replace(/^memory:\/\//, '').replace(/^[\w-]+:(?!\/\/)/, '');
    const places = [join(dirname(from), name), name, target, basename(name)];
    return places.map(place => this.#ids.get(keyOf(place))).find(id => id !== undefined);
  }

  #add(name: string, id: string): void {
    const key = keyOf(name);
    if (key !== '' && !this.#ids.has(key)) this.#ids.set(key, id);
  }
}

/**
 * `](p(1).md "title")` or `](<a b.md>)`: brackets in a bare one are balanced (CommonMark 6.3). Each part
 * has a longest length, or a file of nothing but beginnings would be read for hours.
 */
const destination =
  /\]\((?:<(?<angled>[^<>#\n]{1,500})(?:#[^<>\n]{0,500})?>|(?<bare>(?:[^()\s<]|\([^()\s]{0,200}\)){1,1000}))(?:\s[^)\n]{0,300})?\)/g;

/** Ids of the notes that a body and its front matter link to. */
export function linksOf(note: NamedNote & {readonly body: string}, names: NoteNames): string[] {
  const wiki = /\[\[(?<target>[^\][|#\n]{1,500})/g;
  const prose = proseOf(note.body);
  const texts = [prose, JSON.stringify(note.matter)];
  const targets = [
    ...texts.flatMap(text => [...text.matchAll(wiki)].map(match => match.groups?.target ?? '')),
    ...[...prose.matchAll(destination)].map(({groups}) =>
      decoded(groups?.angled ?? groups?.bare?.replace(/#.*$/, '') ?? ''),
    ),
  ];
  const found = targets
    .filter(target => !/^(?:https?|mailto|file|obsidian):/i.test(target) && !isFile(target))
    .flatMap(target => names.find(target.trim(), note.path) ?? []);
  return [...new Set(found)].filter(id => id !== note.id);
}

/** A dot in a title ("v2.5 notes") is no file type; one that pictures and papers have is. */
const isFile = (target: string): boolean =>
  /^\.(?:png|jpe?g|gif|webp|svg|pdf|mp[34]|canvas|excalidraw|zip|docx?)$/i.test(extname(target));

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
