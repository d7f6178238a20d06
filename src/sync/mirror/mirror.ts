/**
 * The mirror: the vault's entries as plain files with readable names, for any editor. It shows one
 * commit; what differs from that was done by hand and is taken in before anything is written again.
 */

import type {Mirror, MirrorTaken} from '../state/sync-deps.ts';
import type {MirrorDeps, Problem} from './mirror-deps.ts';
import {MirrorFolder} from './mirror-folder.ts';
import {MirrorReading} from './mirror-reading.ts';
import {MirrorWriting} from './mirror-writing.ts';

export class FolderMirror implements Mirror {
  readonly #parts: MirrorDeps;
  readonly #folder: MirrorFolder;
  readonly #problems: Problem[] = [];

  constructor(parts: MirrorDeps) {
    this.#parts = parts;
    this.#folder = new MirrorFolder(parts.folder, parts.db);
  }

  async takeIn({
    acceptDeletes,
    isDryRun,
  }: {
    readonly acceptDeletes: number;
    readonly isDryRun: boolean;
  }): Promise<MirrorTaken> {
    this.#problems.length = 0;
    if (!this.#isThere()) {
      const {folder} = this.#parts;
      const problem = 'the mirror is not there; nothing is read or written';
      return {edits: 0, heldDeletes: 0, unreadable: [{path: folder, problem}]};
    }
    const reading = new MirrorReading(this.#parts, this.#folder, this.#problems);
    const taken = await reading.takeIn(acceptDeletes, isDryRun);
    return {...taken, unreadable: this.#problems.splice(0)};
  }

  async write(): Promise<MirrorTaken['unreadable']> {
    if (!this.#isThere()) return [];
    await new MirrorWriting(this.#parts, this.#folder, this.#problems).write();
    return this.#problems.splice(0);
  }

  #isThere(): boolean {
    return this.#folder.isMirrorOf(this.#parts.state.read().vault);
  }
}
