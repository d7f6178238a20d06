/** Taking a device's key away: the vault gets another key, and every file is sealed anew. */
import {createHash} from 'node:crypto';
import type {NewFile, Oid, Repository} from '../../git/repository.ts';
import {inOrder, sealedAtOnce} from '../../ground/in-order.ts';
import {maxFileBytes} from '../records/codec.ts';
import {encodeMarker, type Marker} from '../vault/marker.ts';
import type {VaultFormat} from '../vault/vault-format.ts';
import {markerPath} from '../vault/vault-path.ts';

export interface KeyRotation {
  readonly repository: Repository;
  /** The commit whose files are sealed anew. */
  readonly tip: Oid;
  readonly prefix: string;
  readonly from: VaultFormat;
  readonly to: VaultFormat;
  readonly marker: Marker;
  /** The new key, sealed to each device that stays. */
  readonly keyFiles: readonly NewFile[];
}

/** All files of the vault under the new key; what cannot be opened stays as it is. */
export async function* sealedAnew(rekeying: KeyRotation): AsyncIterable<NewFile> {
  const {repository, tip, prefix, from, marker, keyFiles} = rekeying;
  const files = (await Array.fromAsync(repository.diff(undefined, tip))).filter(
    ({path, after}) => after?.isRegular && path.startsWith(prefix),
  );
  for (const {path} of files) if (path.startsWith(`${prefix}keys/`)) yield {path, isGone: true};
  const sealed = files.filter(({path}) => from.typeOf(path.slice(prefix.length)) !== 'other');
  const all = repository.read(
    sealed.map(({after}) => after!.oid),
    maxFileBytes * 2,
  );
  const paths = sealed.values();
  const renewing = inOrder(all, sealedAtOnce, async ({bytes}) => {
    const {path} = paths.next().value!;
    return {path, renewed: bytes && (await sealAnew(rekeying, path, bytes))};
  });
  for await (const {path, renewed} of renewing) {
    if (!renewed) continue;
    yield {path, isGone: true};
    yield renewed;
  }
  yield {path: prefix + markerPath, bytes: encodeMarker(marker)};
  for (const file of keyFiles) yield {...file, path: prefix + file.path};
}

async function sealAnew(
  {from, to, prefix}: KeyRotation,
  path: string,
  bytes: Buffer,
): Promise<NewFile | undefined> {
  if (from.typeOf(path.slice(prefix.length)) === 'attachment') {
    const opened = await from.decodeAttachment(bytes);
    if (opened === undefined) return undefined;
    const sha256 = createHash('sha256').update(opened).digest('hex');
    if (prefix + from.attachmentPath(sha256) !== path) return undefined;
    return {path: prefix + to.attachmentPath(sha256), bytes: await to.encodeAttachment(opened)};
  }
  const decoded = await from.decode(bytes);
  if ('problem' in decoded) return undefined;
  const {kind, id} = decoded.record;
  // What a remote put in another's place would else be written in its own, as if it were the newest.
  if (prefix + from.pathOf(kind, id) !== path) return undefined;
  return {path: prefix + to.pathOf(kind, id), bytes: await to.encode(decoded.record)};
}
