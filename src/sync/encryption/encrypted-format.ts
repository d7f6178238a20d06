/**
 * An encrypted vault: each file sealed with age to the vault's own key, names and folders made of
 * keyed hashes, sizes rounded. A remote sees how many things there are and when they change.
 */
import {createHmac, type Hmac} from 'node:crypto';
import {Decrypter, Encrypter, generateX25519Identity, identityToRecipient} from 'age-encryption';
import {decodeRecord, encodeRecord} from '../records/codec.ts';
import type {VaultFormat} from '../vault/vault-format.ts';
import {parseVaultPath, sealedFilePath, sealedPath} from '../vault/vault-path.ts';
import {encryptionPool} from './worker-pool.ts';

/** A private key, `AGE-SECRET-KEY-1…`. */
export type AgeIdentity = string;

export const newIdentity = (): Promise<AgeIdentity> => generateX25519Identity();

/** The public half, `age1…`. */
export const recipientOf = (identity: AgeIdentity): Promise<string> =>
  identityToRecipient(identity);

export const isRecipient = (text: string): boolean => /^age1[02-9ac-hj-np-z]{58}$/.test(text);

/** True for what can be a vault's key; somebody may have sealed anything to this device. */
export const isIdentity = (text: string): boolean => /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/.test(text);

const keyed = (vaultKey: AgeIdentity, purpose: string): Hmac =>
  createHmac('sha256', `memu ${purpose} ${vaultKey}`);

/** Written into the marker: whose key is another one finds out before anything is changed. */
export const keyCheckOf = (vaultKey: AgeIdentity): string =>
  keyed(vaultKey, 'check').update('vault').digest('hex');

/** Where the vault's key lies, sealed to one device. */
export const keyPathOf = (recipient: string): string => `${keyNameOf(recipient)}.age`;

/** Beside it, for whom it is, so that it can be sealed anew when another device leaves. */
const publicKeyPathOf = (recipient: string): string => `${keyNameOf(recipient)}.pub`;

/** The path of both without their ends. */
export const keyNameOf = (recipient: string): string =>
  `keys/${createHmac('sha256', 'memu key').update(recipient).digest('hex').slice(0, 32)}`;

/** The files by which a device opens the vault. */
export async function keyFilesFor(
  recipient: string,
  vaultKey: AgeIdentity,
): Promise<readonly {readonly path: string; readonly bytes: Buffer}[]> {
  return [
    {path: keyPathOf(recipient), bytes: await sealKey(vaultKey, recipient)},
    {path: publicKeyPathOf(recipient), bytes: Buffer.from(`${recipient}\n`)},
  ];
}

async function sealKey(vaultKey: AgeIdentity, recipient: string): Promise<Buffer> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return Buffer.from(await encrypter.encrypt(vaultKey));
}

/** Undefined when the file is not for this device. */
export async function openKey(
  sealed: Buffer,
  identity: AgeIdentity,
): Promise<AgeIdentity | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(new Uint8Array(sealed), 'text');
  } catch {
    return undefined;
  }
}

export async function sealedFormat(vaultKey: AgeIdentity): Promise<VaultFormat> {
  const sealer = await encryptionPool(vaultKey);
  const nameOf = (type: string, id: string): string =>
    keyed(vaultKey, type).update(id).digest('hex');
  const seal = async (content: Uint8Array): Promise<Buffer> => asBuffer(await sealer.seal(content));
  const open = async (sealed: Buffer): Promise<Buffer | undefined> => {
    const opened = await sealer.open(sealed);
    return opened && asBuffer(opened);
  };
  return {
    isStable: false,
    pathsOf: id => [sealedPath(nameOf('entry', id))],
    pathOf: (_, id) => sealedPath(nameOf('entry', id)),
    attachmentPath: sha256 => sealedFilePath(nameOf('file', sha256)),
    typeOf(path) {
      const {type} = parseVaultPath(path);
      if (type === 'sealed') return 'record';
      return type === 'sealed-file' ? 'attachment' : 'other';
    },
    encode: record => seal(encodeRecord(record)),
    async decode(bytes) {
      const opened = await open(bytes);
      if (opened === undefined)
        return {problem: 'it does not open with this vault’s key, or is damaged'};
      return decodeRecord(opened);
    },
    encodeAttachment: seal,
    decodeAttachment: open,
    close: sealer.close,
  };
}

const asBuffer = ({buffer, byteOffset, byteLength}: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
