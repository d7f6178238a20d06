/** Every place besides the stores to which a text of an entry can get on this machine: purge walks this list. */
import {existsSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync} from 'node:fs';
import {join} from 'node:path';
import type {Paths} from '../config/paths.ts';
import type {PurgePlace} from '../entries/purge.ts';

export interface PurgePlacesOptions {
  readonly paths: Pick<Paths, 'data' | 'cache'>;
  /** Where editors are given their files. */
  readonly temporary: string;
}

export function purgePlaces({paths, temporary}: PurgePlacesOptions): readonly PurgePlace[] {
  return [
    {
      name: 'databases that a repair put aside',
      clear: () =>
        removeAll(paths.data, /^(?:memu|text|local|vectors)\.db\.(?:damaged|salvaged|work)-/),
    },
    {
      name: 'vaults that a repair put aside',
      clear: () => removeAll(paths.data, /^vault\.git\.damaged-/),
    },
    {
      name: 'attachments that were never finished',
      clear: () => removeAll(join(paths.data, 'attachments'), /^incoming-/),
    },
    {
      name: 'copies of rehearsals that were stopped',
      clear: () => removeAll(paths.cache, /^rehearsal-/),
    },
    {
      // A draft may be all there is of other words: it goes only when the purged ones stand in it.
      name: 'drafts of an editor that failed, and merges that were stopped',
      clear: gone =>
        removeAll(temporary, /^memu-(?:edit|merge)-/, folder =>
          filesIn(folder).some(file => gone.isIn(readText(file))),
        ),
    },
    {
      name: 'answers that broke off',
      clear: gone =>
        removeAll(join(paths.data, 'parts'), /\.part$/, file => gone.isIn(partText(file))),
    },
  ];
}

/** Removes what has such a name and is in nobody's hands; returns how many went. */
function removeAll(
  folder: string,
  name: RegExp,
  isMeant: (path: string) => boolean = () => true,
): number {
  if (!existsSync(folder)) return 0;
  const held = new Lazy(heldFiles);
  const paths = readdirSync(folder)
    .filter(one => name.test(one))
    .map(one => join(folder, one))
    .filter(path => isOwn(path) && isMeant(path) && !held.value.some(file => isAt(file, path)));
  for (const path of paths) rmSync(path, {recursive: true, force: true});
  return paths.length;
}

const isAt = (file: string, path: string): boolean => file === path || file.startsWith(`${path}/`);

/** The temporary folder is everybody's. */
function isOwn(path: string): boolean {
  const found = statSync(path, {throwIfNoEntry: false});
  return found !== undefined && (process.getuid === undefined || found.uid === process.getuid());
}

class Lazy<Value> {
  readonly #make: () => Value;
  #made: Value | undefined;

  constructor(make: () => Value) {
    this.#make = make;
  }

  get value(): Value {
    this.#made ??= this.#make();
    return this.#made;
  }
}

/** Files that other processes of this person have open, as far as the system says (Linux). */
function heldFiles(): readonly string[] {
  const processes = namesIn('/proc').filter(
    name => /^\d+$/.test(name) && Number(name) !== process.pid,
  );
  return processes.flatMap(pid =>
    namesIn(`/proc/${pid}/fd`).flatMap(fd => linkOf(`/proc/${pid}/fd/${fd}`)),
  );
}

function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const filesIn = (path: string): readonly string[] =>
  statSync(path).isFile()
    ? [path]
    : readdirSync(path, {recursive: true, withFileTypes: true})
        .filter(item => item.isFile())
        .map(item => join(item.parentPath, item.name));

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A part's words come in pieces, a line of JSON each. */
function partText(file: string): string {
  const lines = readText(file).split('\n');
  const pieces = lines.map(line => /"text":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? '');
  return pieces.map(piece => JSON.parse(`"${piece}"`) as string).join('');
}
