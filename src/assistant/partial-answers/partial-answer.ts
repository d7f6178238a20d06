/**
 * The part of an answer that has come so far, on disk while the rest is on its way, so that a crash or
 * a power cut leaves it. About once a second, and by other threads: whoever reads the answer waits for none of it.
 */
import {type FileHandle, open, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {newId} from '../../ground/ids.ts';
import {makePrivateFolder} from '../../ground/private-file.ts';

/** What is known of an answer before it has ended: the first line of its file. */
export interface AnswerHead {
  /** Id of the conversation. */
  readonly conversation: string;
  /** UTC ISO-8601. */
  readonly at: string;
  /** What is kept beside the answer: model, host, entries. */
  readonly about: object;
}

/** Every other line of the file. */
export interface PartialAnswerLine {
  readonly text: string;
  /** Ids of every entry cited so far. */
  readonly cited: readonly string[];
}

/** A power cut takes at most this much of an answer, and what the disk needs for one write. */
const everyMs = 1000;

/** Answers of this process that are on their way. */
const coming = new Set<string>();

/** True while an answer of this very process is on its way under this id. */
export const isStillWritten = (id: string): boolean => coming.has(id);

/** One answer while it comes. A disk that cannot take the part does not stop the answer. */
export class PartialAnswer {
  /** For the turn that will hold the answer. What is taken up has it too, so that only one is kept. */
  readonly id = newId();
  readonly #folder: string;
  readonly #path: string;
  readonly #head: () => AnswerHead;
  #file: FileHandle | undefined;
  #text = '';
  #cited: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isOver = false;

  /** Nothing is written before the answer has gone on for a second; then `head` is asked once. */
  constructor(folder: string, head: () => AnswerHead) {
    this.#folder = folder;
    this.#path = join(folder, `${process.pid}-${this.id}.part`);
    this.#head = head;
    coming.add(this.id);
  }

  /** Costs the caller nothing but memory. */
  add(text: string, cited: readonly string[]): void {
    this.#text += text;
    this.#cited = cited;
    this.#wait();
  }

  /** The answer is kept elsewhere, or there is none: the part goes. */
  async end(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#file?.close();
    if (this.#file) await rm(this.#path, {force: true});
    coming.delete(this.id);
  }

  #wait(): void {
    if (!this.#isOver) this.#timer ??= setTimeout(() => this.#write(), everyMs).unref();
  }

  #write(): void {
    const line: PartialAnswerLine = {text: this.#text, cited: this.#cited};
    this.#text = '';
    this.#writing = this.#append(line).then(
      () => {
        this.#timer = undefined;
        if (this.#text !== '') this.#wait();
      },
      () => {
        // The answer itself is kept at its end as ever, and a full disk is said there.
        this.#isOver = true;
      },
    );
  }

  async #append(line: PartialAnswerLine): Promise<void> {
    this.#file ??= await this.#create();
    await this.#file.appendFile(`${JSON.stringify(line)}\n`);
    await this.#file.datasync();
  }

  async #create(): Promise<FileHandle> {
    makePrivateFolder(this.#folder);
    const file = await open(this.#path, 'ax', 0o600);
    await file.appendFile(`${JSON.stringify(this.#head())}\n`);
    await syncFolder(this.#folder);
    return file;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
