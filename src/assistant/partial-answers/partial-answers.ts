/** Answers on their way, and what is left of those whose process is gone. */
import {readdirSync, rmSync, statSync} from 'node:fs';
import {uptime} from 'node:os';
import {join} from 'node:path';
import type {DerivedStore} from '../../entries/purge.ts';
import {readFileIfAny} from '../../storage/files.ts';
import {
  type AnswerHead,
  isStillWritten,
  PartialAnswer,
  type PartialAnswerLine,
} from './partial-answer.ts';

/** What is left of an answer that broke off with its process. */
export interface AbandonedAnswer extends AnswerHead {
  /** The id that the answer's turn would have had. */
  readonly id: string;
  readonly text: string;
  readonly cited: readonly string[];
}

/** No live answer is silent for longer: a model that says nothing for 3 minutes is given up. */
const longestSilenceMs = 10 * 60_000;

const partName = /^(\d+)-([0-9a-f-]{36})\.part$/;

export class PartialAnswers implements DerivedStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  begin(head: () => AnswerHead): PartialAnswer {
    return new PartialAnswer(this.#folder, head);
  }

  /** Hands what processes that are gone have left to `keep`, and removes it once that is done. */
  takeUp(keep: (part: AbandonedAnswer) => void): void {
    for (const {file, id} of this.#files().filter(isLeft)) {
      const part = readPart(file, id);
      if (part) keep(part);
      rmSync(file, {force: true});
    }
  }

  /** Removes what belongs to conversations that are purged. */
  forget(ids: readonly string[]): void {
    const purged = new Set(ids);
    for (const {file, id} of this.#files()) {
      const part = readPart(file, id);
      if (part && purged.has(part.conversation)) rmSync(file, {force: true});
    }
  }

  /** There is no log: a removed file is gone. */
  flush(): boolean {
    return true;
  }

  #files(): readonly PartFile[] {
    return namesIn(this.#folder).flatMap(name => {
      const [, pid, id] = partName.exec(name) ?? [];
      if (pid === undefined || id === undefined) return [];
      return [{file: join(this.#folder, name), pid: Number(pid), id}];
    });
  }
}

interface PartFile {
  readonly file: string;
  readonly pid: number;
  readonly id: string;
}

/** True when nobody writes it any more: the machine has started anew since, or its process is gone. */
function isLeft({file, pid, id}: PartFile): boolean {
  if (pid === process.pid) return !isStillWritten(id);
  const written = statSync(file, {throwIfNoEntry: false})?.mtimeMs;
  if (written === undefined) return false;
  const startedAt = Date.now() - uptime() * 1000;
  return written < startedAt || Date.now() - written > longestSilenceMs || !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Undefined when no word had come, or another process was quicker. The last line may be torn. */
function readPart(file: string, id: string): AbandonedAnswer | undefined {
  const [head, ...lines] = (readFileIfAny(file) ?? '').split('\n').flatMap(parseLine) as [
    AnswerHead?,
    ...PartialAnswerLine[],
  ];
  const text = lines.map(line => line.text).join('');
  if (head === undefined || text.trim() === '') return undefined;
  return {...head, id, text, cited: lines.at(-1)!.cited};
}

function parseLine(line: string): unknown[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
