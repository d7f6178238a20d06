/** The vault's own file: which vault it is, and which versions of memu may read and write it. */

import type {Oid, Repository} from '../../git/repository.ts';
import {readFrontMatter, textOf, UnreadableError} from '../../ground/front-matter.ts';
import {isId} from '../../ground/ids.ts';
import {markerPath} from './vault-path.ts';

/** The format that this memu writes. */
export const vaultFormat = 1;

export interface Marker {
  readonly vault: string;
  readonly format: number;
  /** Oldest format a memu must know to read here, and to write. */
  readonly minReader: number;
  readonly minWriter: number;
  /** Of an encrypted vault: whose key is wrong finds out here, before anything is written. */
  readonly keyCheck: string | undefined;
}

export function encodeMarker(marker: Marker): Buffer {
  const lines = [
    '# A vault of memu. Do not remove this file.',
    `vault: ${marker.vault}`,
    `format: ${marker.format}`,
    `min_reader: ${marker.minReader}`,
    `min_writer: ${marker.minWriter}`,
    ...(marker.keyCheck === undefined ? [] : [`key_check: ${JSON.stringify(marker.keyCheck)}`]),
  ];
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** The marker in a commit of the remote; undefined where there is none. */
export async function readMarker(
  repository: Repository,
  tip: Oid,
  prefix: string,
): Promise<Marker | undefined> {
  const path = prefix + markerPath;
  const found = (await repository.find(tip, [path])).get(path);
  if (found === undefined) return undefined;
  for await (const {bytes} of repository.read([found.oid], 64 * 1024))
    return bytes && decodeMarker(bytes);
  return undefined;
}

/** Undefined when the file is no marker of memu. */
function decodeMarker(bytes: Buffer): Marker | undefined {
  try {
    const values = new Map(
      readFrontMatter(bytes.toString('utf8')).map(({key, value}) => [key, textOf(value)]),
    );
    const number = (key: string): number => Number(values.get(key) ?? Number.NaN);
    const [vault, format] = [values.get('vault') ?? '', number('format')];
    if (!isId(vault) || !Number.isSafeInteger(format)) return undefined;
    return {
      vault,
      format,
      minReader: number('min_reader') || format,
      minWriter: number('min_writer') || format,
      keyCheck: values.get('key_check'),
    };
  } catch (error) {
    if (error instanceof UnreadableError) return undefined;
    throw error;
  }
}
