/** Which devices a sealed vault is open to: sealed data of the vault itself, and never what lies beside it. */
import {createHmac, timingSafeEqual} from 'node:crypto';
import {canonical, type Json} from '../../ground/json.ts';
import type {VaultDevice} from '../state/sync-state.ts';
import {vaultCipherFor} from './encrypt.ts';
import {type AgeIdentity, isRecipient} from './encrypted-format.ts';

const proofOf = (devices: Json, vaultKey: AgeIdentity): string =>
  createHmac('sha256', `memu devices ${vaultKey}`).update(canonical(devices)).digest('hex');

export async function encodeRoster(
  devices: readonly VaultDevice[],
  vaultKey: AgeIdentity,
): Promise<Buffer> {
  const list = devices as unknown as Json;
  const text = canonical({devices: list, proof: proofOf(list, vaultKey)});
  return Buffer.from(await (await vaultCipherFor(vaultKey)).seal(Buffer.from(text)));
}

/** Undefined for what was not written by one who has the vault's key. */
export async function decodeRoster(
  bytes: Buffer,
  vaultKey: AgeIdentity,
): Promise<readonly VaultDevice[] | undefined> {
  const opened = await (await vaultCipherFor(vaultKey)).open(bytes);
  if (opened === undefined) return undefined;
  try {
    const {devices, proof} = JSON.parse(Buffer.from(opened).toString('utf8')) as {
      devices: Json;
      proof: string;
    };
    const [said, expected] = [Buffer.from(String(proof)), Buffer.from(proofOf(devices, vaultKey))];
    if (said.length !== expected.length || !timingSafeEqual(said, expected)) return undefined;
    return Array.isArray(devices)
      ? (devices as unknown as VaultDevice[]).filter(isDevice)
      : undefined;
  } catch {
    return undefined;
  }
}

const isDevice = ({recipient, by, at}: VaultDevice): boolean =>
  typeof recipient === 'string' &&
  isRecipient(recipient) &&
  typeof by === 'string' &&
  typeof at === 'string';

/** Both lists, each device once, as it was added first. */
export function mergedRosters(
  ...rosters: readonly (readonly VaultDevice[])[]
): readonly VaultDevice[] {
  const merged = new Map<string, VaultDevice>();
  for (const device of rosters.flat()) {
    const known = merged.get(device.recipient);
    if (known === undefined || orderOf(device) < orderOf(known))
      merged.set(device.recipient, device);
  }
  return [...merged.values()].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

const orderOf = ({recipient, by, at}: VaultDevice): string => `${at} ${recipient} ${by}`;
