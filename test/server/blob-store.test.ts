/** Bytes on the server: whole and what was announced, or a beginning to go on with. */
import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {BlobStore} from '../../src/server/blob-store.ts';

let folder: string;
let store: BlobStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memu-blobs-'));
  store = new BlobStore(folder);
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const bytes = Buffer.from('ten bytes!');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const parts = async function* (...all: readonly Uint8Array[]) {
  yield* all;
};

test('takes bytes in parts, and gives them from any place on', async () => {
  await store.receive(sha256, 10, parts(bytes.subarray(0, 4), bytes.subarray(4)));
  expect(store.has(sha256)).toBe(true);
  expect(Buffer.concat(await Array.fromAsync(store.read(sha256, 4)))).toEqual(bytes.subarray(4));
});

test('goes on where a transfer broke off', async () => {
  await expect(store.receive(sha256, 10, parts(bytes.subarray(0, 4)))).rejects.toThrow('4 of 10');
  expect([store.has(sha256), store.received(sha256)]).toEqual([false, 4]);
  await store.receive(sha256, 10, parts(bytes.subarray(4)));
  expect(store.has(sha256)).toBe(true);
});

test('keeps nothing that is not what was announced', async () => {
  await expect(store.receive(sha256, 10, parts(Buffer.from('other text')))).rejects.toThrow(
    'not what',
  );
  expect(store.received(sha256)).toBe(0);
  await expect(store.receive(sha256, 3, parts(bytes))).rejects.toThrow('more bytes');
});

test('says that there is nothing', () => {
  expect(() => store.read(sha256, 0)).toThrow('there are no bytes');
});
