/** The entry that a person's command wrote or showed last on this device: what `@last` means. */
import {writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {isId} from '../ground/ids.ts';
import {makePrivateFolder} from '../ground/private-file.ts';
import {readFileIfAny} from '../storage/files.ts';
import type {LastEntry} from './references.ts';

export class LastEntryFile implements LastEntry {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): string | undefined {
    const id = readFileIfAny(this.#path)?.trim();
    return id !== undefined && isId(id) ? id : undefined;
  }

  /** A convenience, not a record: where it cannot be written, the command still did its work. */
  write(id: string): void {
    try {
      makePrivateFolder(dirname(this.#path));
      writeFileSync(this.#path, `${id}\n`, {mode: 0o600});
    } catch {
      // A read-only home: `@last` then means what it meant before.
    }
  }
}
