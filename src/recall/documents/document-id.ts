/** Ids as derived databases keep them: the 16 bytes of a UUID. */

export const documentKey = (id: string): Uint8Array => Buffer.from(id.replaceAll('-', ''), 'hex');

export function documentId(key: Uint8Array): string {
  const hex = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
