/**
 * Everything kept as a folder of Markdown files with front matter, out and in again. The same files
 * as the vault's, under names that people can read; the same state gives the same bytes.
 */
import {existsSync, lstatSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {copyFile} from 'node:fs/promises';
import {dirname, join, relative} from 'node:path';
import type {AttachmentFiles} from '../../entries/attachments.ts';
import type {Entries} from '../../entries/entries.ts';
import type {Attachment} from '../../entries/entry.ts';
import type {Operations} from '../../entries/operations.ts';
import {leftOut} from '../../exchange/jsonl.ts';
import {bringBack, type VersionsOf} from '../../exchange/undone.ts';
import {NotFoundError, RefusedError, UsageError} from '../../ground/errors.ts';
import {writePrivateFile} from '../../ground/private-file.ts';
import {isToldId} from '../../memories/profile-facts.ts';
import type {Database} from '../../storage/database.ts';
import {makeDataFolder} from '../../storage/files.ts';
import {decodeRecord, encodeRecord, maxFileBytes, tooLarge} from '../records/codec.ts';
import type {VaultRecord} from '../records/record.ts';
import type {VaultRows} from '../records/vault-rows.ts';
import {wishedPlace} from './mirror-file.ts';

export interface MarkdownFolderDeps {
  readonly db: Database;
  readonly rows: VaultRows;
  readonly operations: Operations;
  readonly attachments: AttachmentFiles;
}

export interface WriteOptions {
  /** What lies in the trash too. */
  readonly hasTrash?: boolean;
  readonly onProgress?: (done: number, all: number) => void;
}

interface Skipped {
  /** Below the folder. */
  readonly file: string;
  readonly reason: string;
}

export interface MarkdownFolderReport {
  readonly entries: number;
  /** Entries that were here already and stay as they are. */
  readonly known: number;
  readonly attachments: number;
  readonly skipped: readonly Skipped[];
}

const batch = 500;
const attachmentsFolder = 'attachments';

/** Writes every entry; returns how many. @throws RefusedError when something lies in the folder */
export async function writeMarkdownFolder(
  folder: string,
  parts: MarkdownFolderDeps,
  {hasTrash = false, onProgress}: WriteOptions = {},
): Promise<number> {
  makeEmptyFolder(folder);
  const ids = parts.db
    .all<{id: string}>(
      `SELECT id FROM entries ${hasTrash ? '' : "WHERE state <> 'trashed'"} ORDER BY created_at, id`,
    )
    .map(row => row.id);
  const taken = new Set<string>();
  for (let start = 0; start < ids.length; start += batch) {
    const part = ids.slice(start, start + batch);
    const records = parts.rows.find(part);
    for (const id of part) {
      const record = records.get(id);
      if (record !== undefined) await writeRecord(folder, record, taken, parts.attachments);
    }
    onProgress?.(Math.min(start + batch, ids.length), ids.length);
  }
  return ids.length;
}

function makeEmptyFolder(folder: string): void {
  const found = statSync(folder, {throwIfNoEntry: false});
  if (found !== undefined && !(found.isDirectory() && readdirSync(folder).length === 0)) {
    const what = found.isDirectory() ? 'is not empty' : 'is no folder';
    throw new RefusedError(`${folder} ${what}`, {hint: 'name a new folder'});
  }
  makeDataFolder(folder);
}

async function writeRecord(
  folder: string,
  record: VaultRecord,
  taken: Set<string>,
  files: AttachmentFiles,
): Promise<void> {
  const path = join(folder, freePath(record, taken));
  writePrivateFile(path, encodeRecord(record));
  for (const {sha256} of attachmentsOf(record)) {
    const target = join(folder, attachmentsFolder, sha256.slice(0, 2), sha256);
    if (!files.has(sha256) || existsSync(target)) continue;
    makeDataFolder(dirname(target));
    await copyFile(files.path(sha256), target);
  }
}

/** The readable name, or with the beginning of the id behind it where another entry has that name. */
function freePath(record: VaultRecord, taken: Set<string>): string {
  const {folder, stem} = wishedPlace(record);
  const wished = `${folder}/${stem}.md`;
  // Some file systems take names for the same that differ in case or in how an accent is written.
  const key = wished.normalize('NFC').toLowerCase();
  if (!taken.has(key)) {
    taken.add(key);
    return wished;
  }
  return `${folder}/${stem} ${record.id}.md`;
}

const attachmentsOf = ({fields}: VaultRecord): readonly Attachment[] =>
  (fields.attachments ?? []) as unknown as readonly Attachment[];

/**
 * Takes a folder in. Ids that are known here are left as they are, so twice adds nothing; what an undo
 * of the import took away comes back.
 */
export async function importMarkdownFolder(
  folder: string,
  parts: MarkdownFolderDeps,
  {
    entries,
    versionsOf,
    hasProfile,
  }: {
    readonly entries: Entries;
    readonly versionsOf: VersionsOf;
    /** Also what says who the person is, which models are given with every question. */
    readonly hasProfile?: boolean | undefined;
  },
): Promise<MarkdownFolderReport> {
  const found = statSync(folder, {throwIfNoEntry: false});
  if (found === undefined) throw new NotFoundError(`there is no folder ${folder}`);
  if (!found.isDirectory()) throw new UsageError(`${folder} is no folder`);
  const counts = {entries: 0, known: 0, attachments: 0};
  const skipped: Skipped[] = [];
  const operation = parts.operations.long('import');
  const files = markdownFiles(folder);
  for (let start = 0; start < files.length; start += batch) {
    const read = files.slice(start, start + batch).map(file => readOne(folder, file));
    const records: VaultRecord[] = [];
    const known: string[] = [];
    for (const one of read) {
      if ('reason' in one) skipped.push(one);
      else if (entries.isKnown(one.record.id)) known.push(one.record.id);
      else if (isToldId(one.record.id) && !hasProfile)
        skipped.push({file: one.file, reason: leftOut});
      else records.push(one.record);
    }
    operation.run(() => {
      parts.operations.writing();
      for (const id of known) counts[bringBack(entries, versionsOf, id) ? 'entries' : 'known']++;
      parts.rows.apply(records.map(record => ({record, expected: undefined})));
    });
    counts.entries += records.length;
    counts.attachments += await takeInAttachments(folder, records, parts.attachments);
  }
  return {...counts, skipped};
}

/** Paths below the folder, in order; links are not followed. */
function markdownFiles(folder: string): string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile() && entry.name.endsWith('.md'))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function readOne(
  folder: string,
  file: string,
): {readonly file: string; readonly record: VaultRecord} | Skipped {
  const path = join(folder, file);
  if (lstatSync(path).size > maxFileBytes) return {file, reason: tooLarge};
  const decoded = decodeRecord(readFileSync(path));
  return 'problem' in decoded ? {file, reason: decoded.problem} : {file, ...decoded};
}

async function takeInAttachments(
  folder: string,
  records: readonly VaultRecord[],
  files: AttachmentFiles,
): Promise<number> {
  let added = 0;
  for (const {sha256} of records.flatMap(attachmentsOf)) {
    const source = join(folder, attachmentsFolder, sha256.slice(0, 2), sha256);
    if (!/^[0-9a-f]{64}$/.test(sha256) || files.has(sha256) || !existsSync(source)) continue;
    await files.add(source);
    added++;
  }
  return added;
}
