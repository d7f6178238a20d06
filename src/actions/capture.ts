/** Keeps a line: date, tags, priority and kind are read from its words, without a model. */
import {
  type CaptureDeps,
  type CaptureStores,
  entryOf,
  keepEntry,
  readLine,
} from '../capture/captured-entry.ts';
import {type EntryBase, isOfKind} from '../entries/entry.ts';
import {UsageError} from '../ground/errors.ts';
import type {Clock, Moment} from '../ground/time.ts';
import type {Capture} from '../language/capture/capture.ts';
import type {CaptureKind} from '../language/grammar/phrases.ts';
import {taskKind} from '../planner/tasks/task.ts';
import {type EntryDocumentDeps, entryDocument} from './entry-documents.ts';
import {type DryRunDeps, writeOrRehearse} from './rehearse.ts';

export interface CaptureActionDeps extends CaptureDeps, DryRunDeps {
  readonly notes: CaptureStores['notes'];
  readonly memories: CaptureStores['memories'];
  readonly tasks: CaptureStores['tasks'];
  readonly goals: CaptureDeps['goals'] & CaptureStores['goals'] & EntryDocumentDeps['goals'];
}

/** A person who is there while the line is kept. */
export interface CaptureDialog {
  /** When an unclear line is due; answered with nothing, the unclear words stay in the title. */
  askDue(unclear: Capture['unclear'][number]): Promise<string>;
}

export interface CaptureInput {
  readonly line: string;
  /** What it is, whatever it sounds like. */
  readonly kind?: CaptureKind | undefined;
  readonly dryRun?: boolean | undefined;
}

export interface Captured {
  readonly entry: EntryBase;
  readonly understood: Capture['understood'];
  readonly unclear: Capture['unclear'];
  /** When a task that repeats is due first. */
  readonly first: Moment | null;
}

/** @throws UsageError for a line without words or a title; NotFoundError for a goal that is none */
export async function capture(
  deps: CaptureActionDeps,
  {line, kind, dryRun}: CaptureInput,
  dialog?: CaptureDialog,
): Promise<Captured> {
  if (line.trim() === '') {
    throw new UsageError('there is nothing to keep', {hint: 'memu add "call mum tomorrow 5pm"'});
  }
  const read = await settled(readLine(line.trim(), deps, kind), deps.clock, dialog);
  const wanted = await entryOf(read, deps);
  const entry = writeOrRehearse(deps, dryRun, () => keepEntry(wanted, deps));
  const {understood, unclear, repeat} = read;
  const due = isOfKind(taskKind, entry) ? entry.due : null;
  return {entry, understood, unclear, first: repeat ? due : null};
}

/** What programs get of it. */
export const captureDocument = (
  deps: EntryDocumentDeps,
  {entry, understood, unclear}: Captured,
) => ({...entryDocument(deps, entry), understood, unclear});

/** Someone who is there may say which reading of unclear words they meant. */
async function settled(read: Capture, clock: Clock, dialog?: CaptureDialog): Promise<Capture> {
  const [doubt] = read.unclear;
  if (!doubt || !dialog || read.due !== undefined) return read;
  const answer = await dialog.askDue(doubt);
  return answer.trim() === '' ? read : withDue(read, answer, clock);
}

async function withDue(read: Capture, answer: string, clock: Clock): Promise<Capture> {
  const {parseDate} = await import('../language/dates.ts');
  const {moment, echo} = await parseDate(answer, clock);
  const [doubt, ...others] = read.unclear;
  const title = read.title.replace(doubt!.text, ' ').replace(/\s+/g, ' ').trim();
  return {
    ...read,
    title: title || read.title,
    due: moment,
    understood: [...read.understood, {part: 'due', text: answer, meaning: echo}],
    unclear: others,
  };
}
