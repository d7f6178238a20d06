/** Sealing bytes to the vault's own key with age, sizes rounded so that they tell little. */
import {Decrypter, Encrypter, identityToRecipient} from 'age-encryption';

export interface VaultCipher {
  seal(content: Uint8Array): Promise<Uint8Array>;
  /** Undefined for what was damaged, or sealed to another key. */
  open(sealed: Uint8Array): Promise<Uint8Array | undefined>;
}

/** @param vaultKey `AGE-SECRET-KEY-1…` */
export async function vaultCipherFor(vaultKey: string): Promise<VaultCipher> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(vaultKey));
  const decrypter = new Decrypter();
  decrypter.addIdentity(vaultKey);
  return {
    seal: content => encrypter.encrypt(pad(content)),
    async open(sealed) {
      try {
        return unpad(await decrypter.decrypt(new Uint8Array(sealed)));
      } catch {
        return undefined;
      }
    },
  };
}

const smallest = 512;

/** Length, content, and zeros up to the next size of a coarse ladder. */
function pad(content: Uint8Array): Uint8Array {
  const needed = content.length + 4;
  let size = smallest;
  while (size < needed && size < 65_536) size *= 2;
  if (size < needed) size = Math.ceil(needed / 65_536) * 65_536;
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint32(0, content.length);
  padded.set(content, 4);
  return padded;
}

function unpad(padded: Uint8Array): Uint8Array | undefined {
  if (padded.length < 4) return undefined;
  const {buffer, byteOffset} = padded;
  const length = new DataView(buffer, byteOffset).getUint32(0);
  return length + 4 <= padded.length ? padded.slice(4, length + 4) : undefined;
}
