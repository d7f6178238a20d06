/**
 * Proof that a vault's new key comes from one who had the old one. Each key of a vault signs the next with an
 * Ed25519 key made of it; the chain lies in the vault, tells nothing but how many keys there were, and lets a
 * device that was away for several changes check them all: `FROM TO SIGNATURE` on each line, the keys as 64 hex digits.
 */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type {AgeIdentity} from './encrypted-format.ts';

const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const linePattern = /^[0-9a-f]{64} [0-9a-f]{64} [0-9a-f]{128}$/;
const mostLines = 1000;

function signingKeyOf(vaultKey: AgeIdentity): KeyObject {
  const seed = createHmac('sha256', `memu signing ${vaultKey}`).update('vault').digest();
  return createPrivateKey({
    key: Buffer.concat([privatePrefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
}

/** The public half of a vault key's signing key, 64 hex digits. */
const publicHalf = (vaultKey: AgeIdentity): string =>
  createPublicKey(signingKeyOf(vaultKey))
    .export({format: 'der', type: 'spki'})
    .subarray(-32)
    .toString('hex');

/** What two people compare to know that their devices have the same vault key: eight groups of four hex digits. */
export const fingerprintOf = (vaultKey: AgeIdentity): string =>
  createHash('sha256')
    .update(publicHalf(vaultKey))
    .digest('hex')
    .slice(0, 32)
    .replace(/(....)(?=.)/g, '$1-');

const messageOf = (vault: string, to: string): Buffer =>
  Buffer.from(`memu rotation\n${vault}\n${to}\n`);

/** The chain with one more link, by which the old key vouches for the new one. */
export function withRotation(
  chain: string,
  {vault, from, to}: {readonly vault: string; readonly from: AgeIdentity; readonly to: AgeIdentity},
): string {
  const next = publicHalf(to);
  const signature = sign(undefined, messageOf(vault, next), signingKeyOf(from)).toString('hex');
  const lines = chain.split('\n').filter(line => linePattern.test(line));
  return `${[...lines, `${publicHalf(from)} ${next} ${signature}`].join('\n')}\n`;
}

/** True when a chain of signatures leads from the key that is known to the new one. */
export function isProved(
  chain: string,
  {vault, from, to}: {readonly vault: string; readonly from: AgeIdentity; readonly to: AgeIdentity},
): boolean {
  const target = publicHalf(to);
  const trusted = new Set([publicHalf(from)]);
  // In the order in which they were written, each is signed by one that was proved before it.
  for (const line of chain.split('\n').slice(0, mostLines)) {
    if (!linePattern.test(line)) continue;
    const [by, next, signature] = line.split(' ') as [string, string, string];
    if (trusted.has(by) && isSigned(by, messageOf(vault, next), signature)) trusted.add(next);
  }
  return trusted.has(target);
}

function isSigned(by: string, message: Buffer, signature: string): boolean {
  const key = Buffer.concat([publicPrefix, Buffer.from(by, 'hex')]);
  try {
    const publicKey = createPublicKey({key, format: 'der', type: 'spki'});
    return verify(undefined, message, publicKey, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
}
