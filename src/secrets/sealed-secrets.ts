/** The file of secrets: AES-256-GCM over all of them, with what is said about the key as additional data. */
import {createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync} from 'node:crypto';

export type SecretTable = Readonly<Record<string, string>>;

/** What is readable of the file. */
export interface SealedHeader {
  /** 1: scrypt at 2^14 for both kinds of keys. 2: scrypt at 2^17 for passphrases, HKDF for key files. */
  readonly version: 1 | 2;
  readonly key: 'passphrase' | 'file';
  /** Which key file, where many lie together; random. Empty in version 1. */
  readonly id: string;
  /** Base64. */
  readonly salt: string;
}

export interface Sealed extends SealedHeader {
  readonly nonce: string;
  readonly tag: string;
  readonly secrets: string;
}

const textFields = ['salt', 'nonce', 'tag', 'secrets'] as const;

/** The file's parts; undefined when it is no such file. */
export function readSealed(text: string): Sealed | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const found = {id: '', ...value} as Partial<Record<string, unknown>>;
  const isKnown = found.version === 1 || found.version === 2;
  const hasKey = found.key === 'passphrase' || found.key === 'file';
  const hasTexts = textFields.every(name => typeof found[name] === 'string');
  const hasId = typeof found.id === 'string' && /^[0-9a-f]{0,32}$/.test(found.id);
  return isKnown && hasKey && hasTexts && hasId ? (found as unknown as Sealed) : undefined;
}

/** Where a file begins: a new salt for each writing. */
export const newHeader = (key: SealedHeader['key'], id: string): SealedHeader => ({
  version: 2,
  key,
  id,
  salt: randomBytes(16).toString('base64'),
});

/** A passphrase is guessed as fast as this lets it be: half a second and 128 MiB for each guess. */
const passphraseCost = 2 ** 17;

/** The key that a passphrase or the bytes of a key file make, for this file alone. */
export function deriveKey({version, key, salt}: SealedHeader, from: string | Buffer): Buffer {
  const bytes = Buffer.from(salt, 'base64');
  if (version === 1) return scryptSync(from, bytes, 32);
  if (key === 'file') return Buffer.from(hkdfSync('sha256', from, bytes, 'memu secrets', 32));
  return scryptSync(from, bytes, 32, {N: passphraseCost, maxmem: 256 * 1024 * 1024});
}

const additional = ({version, key, id, salt}: SealedHeader): Buffer =>
  Buffer.from(JSON.stringify(version === 1 ? [version, key, salt] : [version, key, id, salt]));

export function seal(header: SealedHeader, key: Buffer, secrets: SecretTable): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(additional(header));
  const body = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  const sealed: Sealed = {
    ...header,
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    secrets: body.toString('base64'),
  };
  return `${JSON.stringify(sealed)}\n`;
}

/** @throws Error when the key is another one or the file was changed */
export function unseal(sealed: Sealed, key: Buffer): SecretTable {
  const nonce = Buffer.from(sealed.nonce, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, {authTagLength: 16});
  decipher.setAAD(additional(sealed));
  decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
  const open = [decipher.update(sealed.secrets, 'base64'), decipher.final()];
  return JSON.parse(Buffer.concat(open).toString('utf8')) as SecretTable;
}
