/** Whether a model has room on the disk where it is to lie, as far as this machine can tell. */
import {existsSync, statfsSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {exitCodes, MemuError} from '../../ground/errors.ts';
import type {PullProgress} from '../hosts/model-host.ts';
import {isLocalUrl} from '../transport/dial-policy.ts';
import type {HostAddress} from '../transport/host-address.ts';

/** Bytes that are free where the Ollama of this machine keeps models; undefined for every other host. */
export function freeBytesAt(
  {protocol, tunnel, url}: HostAddress,
  env: Readonly<Record<string, string | undefined>>,
): number | undefined {
  if (protocol !== 'ollama' || tunnel !== undefined || !isLocalUrl(url)) return undefined;
  const folders = [
    env.OLLAMA_MODELS,
    path.join(homedir(), '.ollama/models'),
    '/usr/share/ollama/.ollama/models',
    homedir(),
  ];
  const folder = folders.find(each => each !== undefined && each !== '' && existsSync(each));
  if (folder === undefined) return undefined;
  const {bavail, bsize} = statfsSync(folder);
  return bavail * bsize;
}

/**
 * The steps of a download, which ends when a layer turns out not to fit: a host tells a size only
 * once it has begun, and would fill the disk to the last byte.
 *
 * @throws MemuError `disk_full`; what was downloaded stays with the host, which goes on from there
 */
export async function* whileSpaceLasts(
  steps: AsyncIterable<PullProgress>,
  free: () => number | undefined,
): AsyncGenerator<PullProgress> {
  let layer = '';
  for await (const step of steps) {
    const {status, completed = 0, total = 0} = step;
    if (status !== layer && total > 0) {
      layer = status;
      const room = free();
      if (room !== undefined && total - completed > room) throw noRoom(total - completed, room);
    }
    yield step;
  }
}

/** `2.0 GB`; what is small in `46 MB`. */
export const sizeText = (bytes: number): string =>
  bytes < 1e8 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

const noRoom = (needed: number, room: number): MemuError =>
  new MemuError(
    'disk_full',
    exitCodes.integrity,
    `the model needs ${sizeText(needed)} more, and ${sizeText(room)} are free`,
    {hint: 'make room, or take a smaller model; the download goes on where it stopped'},
  );
