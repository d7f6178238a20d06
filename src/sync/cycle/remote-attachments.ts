/** Attached files that the remote has and this device has not. */
import {createHash} from 'node:crypto';
import {existsSync} from 'node:fs';
import type {Oid, Repository} from '../../git/repository.ts';
import {writePrivateFile} from '../../ground/private-file.ts';
import type {VaultFormat} from '../vault/vault-format.ts';
import {largestAttachment} from './export-changes.ts';

export interface AttachmentDeps {
  readonly repository: Repository;
  readonly format: VaultFormat;
  /** Where an attachment's bytes lie on this device. */
  readonly attachmentFile: (sha256: string) => string;
}

/** @param wanted objects with their path in the vault, which says what they hold */
export async function fetchAttachments(
  {repository, format, attachmentFile}: AttachmentDeps,
  wanted: ReadonlyMap<Oid, string>,
): Promise<void> {
  for await (const {oid, bytes} of repository.read(wanted.keys(), largestAttachment * 2)) {
    const opened = bytes && (await format.decodeAttachment(bytes));
    if (!opened) continue;
    const sha256 = createHash('sha256').update(opened).digest('hex');
    // The name must be that of the content, or one file could pass for another.
    if (format.attachmentPath(sha256) !== wanted.get(oid)) continue;
    const file = attachmentFile(sha256);
    if (!existsSync(file)) writePrivateFile(file, opened);
  }
}
