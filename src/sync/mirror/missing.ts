/** Which files of the mirror somebody removed: those that are gone, and that nothing else can be. */
import {lstatSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {Problem} from './mirror-deps.ts';
import type {FolderListing, KnownFile} from './mirror-folder.ts';

/** Identities of folders by path, the mirror's own as the empty path. */
export type Folders = Readonly<Record<string, string>>;

export interface Missing {
  /** Removed by a person, as far as can be told. */
  readonly gone: readonly KnownFile[];
  /** Gone from a folder that is not the one it was: a person has to say so. */
  readonly doubted: readonly KnownFile[];
  readonly problems: readonly Problem[];
}

/** Identities of the folders in which these files lie, and of those around them; links are none. */
export function foldersAround(root: string, paths: Iterable<string>): Folders {
  const names = new Set(['']);
  for (const path of paths)
    for (let at = dirname(path); at !== '.' && !names.has(at); at = dirname(at)) names.add(at);
  return Object.fromEntries([...names].sort().map(name => [name, identityAt(join(root, name))]));
}

function identityAt(folder: string): string {
  const stat = lstatSync(folder, {bigint: true, throwIfNoEntry: false});
  if (stat === undefined) return 'absent';
  return stat.isDirectory() ? String(stat.ino) : 'no folder';
}

/**
 * @param absent files that memu wrote, that are gone, and whose entry no file that was read holds
 * @param unread files whose words are not known yet: each could be one of the absent, renamed
 * @param before the folders as they were when memu last looked
 */
export function sortMissing(
  absent: readonly KnownFile[],
  {
    listing,
    unread,
    before,
    now,
  }: {
    readonly listing: FolderListing;
    readonly unread: readonly string[];
    readonly before: Folders;
    readonly now: Folders;
  },
): Missing {
  const nothing = {gone: [], doubted: [], problems: []};
  if (absent.length === 0 || !listing.isWhole || unread.length > 0) return nothing;
  const swapped = new Set(
    Object.keys(now).filter(name => {
      const was = before[name];
      // A folder that was removed whole takes its files along; another one in its place does not.
      return was !== undefined && now[name] !== was && (name === '' || now[name] !== 'absent');
    }),
  );
  const isDoubted = ({path}: KnownFile): boolean => {
    for (let at = dirname(path); ; at = dirname(at)) {
      if (swapped.has(at === '.' ? '' : at)) return true;
      if (at === '.') return false;
    }
  };
  const doubted = absent.filter(isDoubted);
  const problem = 'it is another folder than before, so what is missing in it was not removed';
  return {
    gone: absent.filter(each => !isDoubted(each)),
    doubted,
    problems: doubted.length === 0 ? [] : [...swapped].map(name => ({path: name || '.', problem})),
  };
}
