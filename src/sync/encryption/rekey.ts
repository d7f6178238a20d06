/** Taking a device's key away: the vault gets another key, and every file is sealed anew. */
import {createHash} from 'node:crypto';
import type {NewFile, Oid, Repository} from '../../git/repository.ts';
import {NotFoundError} from '../../ground/errors.ts';
import {inOrder, sealedAtOnce} from '../../ground/in-order.ts';
import {maxFileBytes} from '../records/codec.ts';
import {encodeMarker, type Marker} from '../vault/marker.ts';
import type {VaultFormat} from '../vault/vault-format.ts';
import {markerPath} from '../vault/vault-path.ts';

export interface Rekeying {
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

const publicKeys = /^keys\/[0-9a-f]{32}\.pub$/;

/** Public keys of the devices that may open the vault, by the commit. @throws NotFoundError without `leaving` */
export async function recipientsIn(
  {repository, tip, prefix}: Pick<Rekeying, 'repository' | 'tip' | 'prefix'>,
  leaving: string,
): Promise<readonly string[]> {
  const files = (await Array.fromAsync(repository.diff(undefined, tip))).filter(
    ({path, after}) =>
      after && path.startsWith(prefix) && publicKeys.test(path.slice(prefix.length)),
  );
  const recipients: string[] = [];
  for await (const {bytes} of repository.read(
    files.map(({after}) => after!.oid),
    4096,
  ))
    if (bytes) recipients.push(bytes.toString('utf8').trim());
  if (recipients.includes(leaving)) return recipients.filter(recipient => recipient !== leaving);
  throw new NotFoundError('No device with this key opens the vault.');
}

/** All files of the vault under the new key; what cannot be opened stays as it is. */
export async function* sealedAnew(rekeying: Rekeying): AsyncIterable<NewFile> {
  const {repository, tip, prefix, from, marker, keyFiles} = rekeying;
  const files = (await Array.fromAsync(repository.diff(undefined, tip))).filter(
    ({path, after}) => after?.isRegular && path.startsWith(prefix),
  );
  for (const {path} of files) if (path.startsWith(`${prefix}keys/`)) yield {path, isGone: true};
  const sealed = files.filter(({path}) => from.typeOf(path.slice(prefix.length)) !== 'other');
  const paths = new Map(sealed.map(({path, after}) => [after!.oid, path]));
  const all = repository.read(paths.keys(), maxFileBytes * 2);
  const renewing = inOrder(all, sealedAtOnce, async ({oid, bytes}) => {
    const path = paths.get(oid)!;
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
  {from, to, prefix}: Rekeying,
  path: string,
  bytes: Buffer,
): Promise<NewFile | undefined> {
  if (from.typeOf(path.slice(prefix.length)) === 'attachment') {
    const opened = await from.decodeAttachment(bytes);
    if (opened === undefined) return undefined;
    const sha256 = createHash('sha256').update(opened).digest('hex');
    return {path: prefix + to.attachmentPath(sha256), bytes: await to.encodeAttachment(opened)};
  }
  const decoded = await from.decode(bytes);
  if ('problem' in decoded) return undefined;
  const {kind, id} = decoded.record;
  return {path: prefix + to.pathOf(kind, id), bytes: await to.encode(decoded.record)};
}
