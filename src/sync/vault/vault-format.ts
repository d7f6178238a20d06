/** How records become files of the vault: in the clear, or sealed. */
import {type Decoded, decodeRecord, encodeRecord} from '../records/codec.ts';
import {folders} from '../records/fields.ts';
import type {VaultRecord} from '../records/record.ts';
import {attachmentPath, entryPath, parseVaultPath} from './vault-path.ts';

type FileType = 'record' | 'attachment' | 'other';

export interface VaultFormat {
  /** False when the same record gives other bytes each time, so that it is written only if it changed. */
  readonly isStable: boolean;
  /** Paths where a thing with this id may lie whose kind is not known any more. */
  pathsOf(id: string): readonly string[];
  pathOf(kind: string, id: string): string;
  attachmentPath(sha256: string): string;
  typeOf(path: string): FileType;
  encode(record: VaultRecord): Promise<Buffer>;
  decode(bytes: Buffer): Promise<Decoded>;
  encodeAttachment(bytes: Buffer): Promise<Buffer>;
  /** Undefined when the bytes are no attachment of this vault. */
  decodeAttachment(bytes: Buffer): Promise<Buffer | undefined>;
  /** Ends the thread that helped. */
  close?(): Promise<void>;
}

/** Markdown that any editor and any git forge shows. */
export const plainFormat: VaultFormat = {
  isStable: true,
  pathsOf: id => Object.keys(folders).map(kind => entryPath(kind, id)),
  pathOf: entryPath,
  attachmentPath,
  typeOf(path) {
    const {type} = parseVaultPath(path);
    if (type === 'entry') return 'record';
    return type === 'attachment' ? 'attachment' : 'other';
  },
  encode: async record => encodeRecord(record),
  decode: async bytes => decodeRecord(bytes),
  encodeAttachment: async bytes => bytes,
  decodeAttachment: async bytes => bytes,
};
