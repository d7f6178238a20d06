/** Where things lie in the vault. A path is made of an id and of nothing that a person typed. */
import {isId} from '../../ground/ids.ts';
import {folders} from '../records/fields.ts';

/** The marker: vault id, format, who may read and write. */
export const markerPath = 'vault.yaml';

export type VaultPath =
  | {readonly type: 'entry'; readonly kind: string; readonly id: string}
  | {readonly type: 'attachment'; readonly sha256: string}
  | {readonly type: 'sealed' | 'sealed-file'; readonly name: string}
  | {readonly type: 'marker'}
  /** A newer memu's or a person's file: carried along, never opened. */
  | {readonly type: 'other'};

const kindOfFolder = new Map(Object.entries(folders).map(([kind, folder]) => [folder, kind]));
const sha256Pattern = /^[0-9a-f]{64}$/;

/** `tasks/3f/3f9a….md`; throws a RangeError for what is no kind or id. */
export function entryPath(kind: string, id: string): string {
  const folder = folders[kind];
  if (folder === undefined || !isId(id)) throw new RangeError(`no place for ${kind} ${id}`);
  return `${folder}/${id.slice(0, 2)}/${id}.md`;
}

export const attachmentPath = (sha256: string): string =>
  `attachments/${sha256.slice(0, 2)}/${sha256}`;

/** A file of an encrypted vault: its name says nothing. */
export const sealedPath = (name: string): string => `sealed/${name.slice(0, 2)}/${name}.age`;

/** An attachment of an encrypted vault. */
export const sealedFilePath = (name: string): string =>
  `sealed-files/${name.slice(0, 2)}/${name}.age`;

/** What a path of a regular file in the vault stands for. Everything odd is `other`. */
export function parseVaultPath(path: string): VaultPath {
  if (path === markerPath) return {type: 'marker'};
  const [folder, shard, file, ...rest] = path.split('/');
  if (rest.length > 0 || folder === undefined || shard === undefined || file === undefined)
    return {type: 'other'};
  if (file.slice(0, 2) !== shard) return {type: 'other'};
  if (folder === 'attachments' && sha256Pattern.test(file))
    return {type: 'attachment', sha256: file};
  const name = file.endsWith('.age') ? file.slice(0, -4) : '';
  if (folder === 'sealed' && sha256Pattern.test(name)) return {type: 'sealed', name};
  if (folder === 'sealed-files' && sha256Pattern.test(name)) return {type: 'sealed-file', name};
  const kind = kindOfFolder.get(folder);
  const id = file.slice(0, -3);
  return kind !== undefined && file.endsWith('.md') && isId(id)
    ? {type: 'entry', kind, id}
    : {type: 'other'};
}
