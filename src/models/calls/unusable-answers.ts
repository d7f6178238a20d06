/** Answers that should have been data and could not be used: kept for a while, so that the person can look at them. */
import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {writePrivateFile} from '../../ground/private-file.ts';

/** The oldest go when there are more. */
const most = 20;

/** What is longer is cut: a model that loops writes for ever. */
const longest = 64 * 1024;

export class UnusableAnswers {
  readonly #folder: string;
  readonly #now: () => number;

  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Keeps a text for its owner alone; returns the file, or undefined where none can be written. */
  keep(text: string): string | undefined {
    const moment = new Date(this.#now()).toISOString().replaceAll(/[:.]/g, '-');
    const file = join(this.#folder, `${moment}-${randomBytes(3).toString('hex')}.txt`);
    try {
      writePrivateFile(file, text.slice(0, longest));
    } catch {
      return undefined; // the failure that is being told matters more
    }
    for (const old of this.#files().slice(0, -most)) rmSync(old, {force: true});
    return file;
  }

  /** Any of them may hold words of what is purged: all of them go. */
  forget(): void {
    for (const file of this.#files()) rmSync(file, {force: true});
  }

  /** There is no log: a removed file is gone. */
  flush(): boolean {
    return true;
  }

  /** The oldest first. */
  #files(): readonly string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter(name => name.endsWith('.txt'))
      .sort()
      .map(name => join(this.#folder, name));
  }
}
