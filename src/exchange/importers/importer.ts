/** A format that can be taken in: its file says so itself, and `npm run docs` writes the table of all. */
import type {Clock} from '../../ground/time.ts';
import type {ImportedItem} from './item.ts';

export interface FoundText {
  readonly text: string;
  /** Within the folder that was given; absent for a file and for stdin. */
  readonly path?: string;
}

/** What a person pointed at: a file, a folder or stdin. */
export interface ImportSource {
  /** As it was given; `-` for stdin. */
  readonly path: string;
  /** All of it. @throws NotFoundError, UsageError for what is no text or a folder */
  text(): Promise<string>;
  /** The file, or each file of a folder whose name fits, in the order of their names. */
  texts(type: RegExp, decode?: (bytes: Uint8Array) => Uint8Array): AsyncIterable<FoundText>;
}

/** What is known of a format before it is loaded. */
export interface ImportFormat {
  /** As it is typed after `memu import`. */
  readonly name: string;
  readonly about: string;
  readonly takes: 'a file' | 'a file or a folder' | 'a folder';
  /** What the numbers in its report count. */
  readonly counts: 'lines' | 'items';
  /** Where it stands among the others, the smallest first. */
  readonly order: number;
}

export interface Importer extends ImportFormat {
  readonly read: (source: ImportSource, clock: Clock) => Promise<Iterable<ImportedItem>>;
}
