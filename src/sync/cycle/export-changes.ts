/** What changed here since the last export, as files for the next commit. */
import {readFileSync, statSync} from 'node:fs';
import type {Change, ChangeFeed} from '../../entries/changes.ts';
import type {Attachment} from '../../entries/entry.ts';
import type {NewFile, Oid, Repository} from '../../git/repository.ts';
import {inOrder, sealedAtOnce} from '../../ground/in-order.ts';
import {tombstoneOf} from '../merge/merge-plan.ts';
import {encodeRecord, maxFileBytes} from '../records/codec.ts';
import type {Json, VaultRecord} from '../records/record.ts';
import type {VaultRows} from '../records/vault-rows.ts';
import type {VaultFormat} from '../vault/vault-format.ts';

/** Larger files stay out of git; they travel with the backup and the home server. */
export const largestAttachment = 1024 * 1024;

export interface ExportDeps {
  readonly rows: VaultRows;
  readonly changes: ChangeFeed;
  readonly repository: Repository;
  readonly format: VaultFormat;
  /** Where an attachment's bytes lie on this device. */
  readonly attachmentFile: (sha256: string) => string;
}

export interface ExportChangesOptions {
  /** Number in the change feed after which to begin. */
  readonly after: number;
  /** The last number that belongs to this commit. */
  readonly upTo: number;
  /** True for changes by which an entry became what the remote has. */
  readonly isOnRemote: (rev: number) => boolean;
  /** The commit whose tree the files are put on. */
  readonly onto: Oid | undefined;
  /** Folder of the vault inside the repository. */
  readonly prefix: string;
  /** Paths that must stay as the remote has them. */
  readonly isHeld: (path: string) => boolean;
  readonly onProgress?: ((done: number) => void) | undefined;
}

const batchSize = 500;

export async function* exportChanges(
  parts: ExportDeps,
  options: ExportChangesOptions,
): AsyncIterable<NewFile> {
  let done = 0;
  for (let {after} = options; ; ) {
    const all = parts.changes.after(after, batchSize);
    const changes = all.filter(({rev}) => rev <= options.upTo && !options.isOnRemote(rev));
    if (changes.length > 0) yield* batchOfFiles(parts, options, changes);
    after = all.at(-1)?.rev ?? options.upTo;
    done += all.length;
    if (all.length > 0) options.onProgress?.(done);
    if (after >= options.upTo) return;
  }
}

async function* batchOfFiles(
  parts: ExportDeps,
  options: ExportChangesOptions,
  changes: readonly Change[],
): AsyncIterable<NewFile> {
  const kept = changes.filter(({subject}) => subject === 'entry' || subject === 'conflict');
  const records = parts.rows.find(kept.filter(({op}) => op === 'saved').map(({id}) => id));
  const purged = kept.filter(({op}) => op === 'purged');
  const tombstones = await tombstonesFor(
    parts,
    options,
    purged.map(({id}) => id),
  );
  const all = [...records.values(), ...tombstones];
  const files = all.map(record => ({
    record,
    path: options.prefix + parts.format.pathOf(record.kind, record.id),
  }));
  const free = files.filter(({path}) => !options.isHeld(path));
  const changed = parts.format.isStable ? free : await reallyChanged(parts, options.onto, free);
  yield* inOrder(changed, sealedAtOnce, async ({path, record}) => ({
    path,
    bytes: await parts.format.encode(record),
  }));
  for (const record of all) yield* attachmentsOf(parts, options, record);
}

/** Only what was in the vault before leaves a tombstone there. */
async function tombstonesFor(
  {repository, format}: ExportDeps,
  {onto, prefix}: ExportChangesOptions,
  ids: readonly string[],
): Promise<VaultRecord[]> {
  if (onto === undefined || ids.length === 0) return [];
  const paths = ids.flatMap(id => format.pathsOf(id)).map(path => prefix + path);
  const found = await repository.find(onto, paths);
  const tombstones: VaultRecord[] = [];
  const oids = [...found.values()].map(({oid}) => oid);
  for await (const {bytes} of repository.read(oids, maxFileBytes)) {
    const decoded = bytes && (await format.decode(bytes));
    if (!decoded || 'problem' in decoded || decoded.record.fields.state === 'purged') continue;
    tombstones.push(tombstoneOf(decoded.record));
  }
  return tombstones;
}

interface RecordFile {
  readonly record: VaultRecord;
  readonly path: string;
}

/** Sealing gives other bytes each time, so what is sealed there is opened and compared first. */
async function reallyChanged(
  {repository, format}: ExportDeps,
  onto: Oid | undefined,
  files: readonly RecordFile[],
): Promise<readonly RecordFile[]> {
  if (onto === undefined || files.length === 0) return files;
  const found = await repository.find(
    onto,
    files.map(({path}) => path),
  );
  const there = files.filter(({path}) => found.has(path));
  const oids = there.map(({path}) => found.get(path)!.oid);
  const blobs = repository.read(oids, maxFileBytes * 2);
  const waiting = there.values();
  const opened = inOrder(blobs, sealedAtOnce, async ({bytes}) => {
    const {path, record} = waiting.next().value!;
    return (await isSealed(format, bytes, record)) ? path : undefined;
  });
  const same = new Set(await Array.fromAsync(opened));
  return files.filter(({path}) => !same.has(path));
}

async function isSealed(
  format: VaultFormat,
  bytes: Buffer | undefined,
  record: VaultRecord,
): Promise<boolean> {
  const decoded = bytes && (await format.decode(bytes));
  if (!decoded || 'problem' in decoded) return false;
  return encodeRecord(decoded.record).equals(encodeRecord(record));
}

async function* attachmentsOf(
  {attachmentFile, repository, format}: ExportDeps,
  {onto, prefix}: ExportChangesOptions,
  {fields}: VaultRecord,
): AsyncIterable<NewFile> {
  const attachments = (fields.attachments ?? []) as Json as unknown as readonly Attachment[];
  for (const {sha256} of attachments) {
    const path = prefix + format.attachmentPath(sha256);
    if (onto !== undefined && (await repository.find(onto, [path])).has(path)) continue;
    const file = attachmentFile(sha256);
    const size = statSync(file, {throwIfNoEntry: false})?.size;
    if (size === undefined || size > largestAttachment) continue;
    yield {path, bytes: await format.encodeAttachment(readFileSync(file))};
  }
}
