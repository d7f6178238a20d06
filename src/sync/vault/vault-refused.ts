/** Why a remote is not synced with, in words and with the way on. */
import {exitCodes, MemuError, RefusedError} from '../../ground/errors.ts';

/** The remote is not what it was, or not for this memu. */
export class VaultRefusedError extends RefusedError {
  readonly reason: 'emptied' | 'other_vault' | 'no_vault' | 'newer' | 'downgraded' | 'other_key';

  constructor(reason: VaultRefusedError['reason'], message: string, hint: string) {
    super(message, {hint});
    this.reason = reason;
  }
}

export const otherKey = (isEncryptedHere: boolean): MemuError =>
  new MemuError(
    'vault_key',
    exitCodes.secret,
    isEncryptedHere
      ? 'The vault at the remote is not sealed with this device’s key; nothing was changed.'
      : 'The vault at the remote is encrypted; nothing was changed.',
    {hint: 'memu sync clone URL asks for the key that fits'},
  );

export const emptied = (): VaultRefusedError =>
  new VaultRefusedError(
    'emptied',
    'The remote is empty or has lost the vault’s marker, so nothing was sent or taken.',
    'if that is right, fill it again with `memu sync init --remote URL`',
  );

export const noVault = (): VaultRefusedError =>
  new VaultRefusedError(
    'no_vault',
    'There is no vault of memu at the remote.',
    '`memu sync init --remote URL` makes one there',
  );

export const newer = (): VaultRefusedError =>
  new VaultRefusedError(
    'newer',
    'The vault was written by a newer memu; nothing was changed, here or there.',
    'update memu on this device',
  );

export const otherVault = (vault: string): VaultRefusedError =>
  new VaultRefusedError(
    'other_vault',
    'The remote holds another vault than the one this device syncs with; nothing was changed.',
    `to bring both together: memu sync init --remote URL --join ${vault}`,
  );

export const downgraded = (): VaultRefusedError =>
  new VaultRefusedError(
    'downgraded',
    'This device knows the vault as encrypted, and the remote says that it is not; nothing was sent in the clear.',
    'somebody changed vault.yaml at the remote: look there, or use another remote',
  );

/** @param known fingerprint of the key that is known here; `found` that of the one at the remote */
export const unprovedKey = (known: string, found: string): VaultRefusedError =>
  new VaultRefusedError(
    'other_key',
    `The vault at the remote has another key, for which the one known here does not vouch; nothing was changed. Known here: ${known}. At the remote: ${found}.`,
    `compare with \`memu sync key show\` on a device that you trust; only if it shows the second one: memu sync key trust ${found}`,
  );
