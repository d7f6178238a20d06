/**
 * Every format that can be taken in, and how to load it. Written by `npm run docs` from what each
 * format's file says of itself; do not edit it.
 */
import type {Importer, ImportFormat} from './importer.ts';

export interface ImportEntry extends ImportFormat {
  readonly load: () => Promise<readonly Importer[]>;
}

export const importFormats: readonly ImportEntry[] = [
  {
    name: 'taskwarrior',
    about: 'What `task export` prints',
    takes: 'a file',
    counts: 'items',
    order: 10,
    load: async () => (await import('./taskwarrior.ts')).importers,
  },
  {
    name: 'todo.txt',
    about: 'A todo.txt file',
    takes: 'a file',
    counts: 'lines',
    order: 20,
    load: async () => (await import('./todo-txt.ts')).importers,
  },
  {
    name: 'jrnl',
    about: 'A journal of jrnl, or what `jrnl --format json` prints',
    takes: 'a file or a folder',
    counts: 'lines',
    order: 30,
    load: async () => (await import('./jrnl.ts')).importers,
  },
  {
    name: 'llm',
    about: 'What `llm logs -n 0 --json` prints',
    takes: 'a file',
    counts: 'items',
    order: 40,
    load: async () => (await import('./llm-log.ts')).importers,
  },
  {
    name: 'ics',
    about: 'A calendar: events as context, to-dos as tasks',
    takes: 'a file or a folder',
    counts: 'lines',
    order: 50,
    load: async () => (await import('./ics-in.ts')).importers,
  },
  {
    name: 'obsidian',
    about: 'A vault of Obsidian, with wikilinks, tags, dates and tasks',
    takes: 'a folder',
    counts: 'lines',
    order: 60,
    load: async () => (await import('./markdown-folder.ts')).importers,
  },
  {
    name: 'nb',
    about: 'A notebook folder of nb',
    takes: 'a folder',
    counts: 'lines',
    order: 70,
    load: async () => (await import('./markdown-folder.ts')).importers,
  },
  {
    name: 'zk',
    about: 'A notebook folder of zk',
    takes: 'a folder',
    counts: 'lines',
    order: 80,
    load: async () => (await import('./markdown-folder.ts')).importers,
  },
  {
    name: 'basic-memory',
    about: 'A folder of basic-memory; observations become facts',
    takes: 'a folder',
    counts: 'lines',
    order: 90,
    load: async () => (await import('./markdown-folder.ts')).importers,
  },
];
