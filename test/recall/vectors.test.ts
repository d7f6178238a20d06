import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {assembledKernel, kernelModule} from '../../scripts/build-kernel.ts';
import {exitCodes, MemuError} from '../../src/ground/errors.ts';
import {binaryCode, codeBytes, quantized, similarity} from '../../src/recall/index/binary-codes.ts';
import {HammingScan} from '../../src/recall/index/hamming-scan.ts';
import {VectorIndex} from '../../src/recall/index/vector-index.ts';
import {VectorSearch} from '../../src/recall/index/vector-search.ts';
import type {Embedder, VectorRequest} from '../../src/recall/meaning/embedder.ts';
import {Recall} from '../../src/recall/recall.ts';
import {openDatabase} from '../../src/storage/open-database.ts';
import {embedText} from '../ollama-contract/server.mjs';
import {recalling} from '../support/recalling.ts';

/** Hashed words and trigrams: texts that share words are near. Remembers what it was asked. */
class WordEmbedder implements Embedder {
  readonly asked: VectorRequest[] = [];
  model = 'words';
  digest = 'd1';
  dimensions = 256;
  /** After so many calls the host is gone. */
  goneAfter = Number.POSITIVE_INFINITY;
  isSilent = false;

  async embed(request: VectorRequest) {
    if (this.asked.length >= this.goneAfter) {
      throw new MemuError('no_host', exitCodes.model, 'no host answers');
    }
    this.asked.push(request);
    if (this.isSilent) await new Promise(() => {});
    const vectors = request.texts.map(text => Float32Array.from(embedText(text, this.dimensions)));
    return {vectors, model: this.model, digest: this.digest, dimensions: this.dimensions};
  }

  get texts(): string[] {
    return this.asked.slice(1).flatMap(request => [...request.texts]);
  }
}

function meaning() {
  const store = recalling();
  const vectors = openDatabase({path: ':memory:', schema: 'vectors'});
  vectors.loadVectors();
  const index = new VectorIndex(vectors, store.db);
  const search = new VectorSearch(vectors, index);
  const embedder = new WordEmbedder();
  const recall = new Recall({
    kept: store.db,
    text: store.text,
    clock: store.clock,
    meaning: {index, search, embedder},
  });
  const bringUp = async () => {
    index.catchUp();
    return index.embed({embedder});
  };
  return {...store, vectors, index, search, embedder, recall, bringUp};
}

const random = (dimensions: number): Float32Array => {
  const vector = Float32Array.from({length: dimensions}, () => Math.random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map(value => value / length);
};

describe('codes', () => {
  test('the kernel is what its source says', async () => {
    const path = new URL('../../src/recall/index/hamming-kernel.ts', import.meta.url);
    expect(readFileSync(path, 'utf8')).toBe(kernelModule(await assembledKernel()));
  });

  test.each([384, 768, 1024, 100])(
    'of %i dimensions are found as sqlite-vec finds them',
    async dimensions => {
      const db = openDatabase({path: ':memory:', schema: 'vectors'});
      db.loadVectors();
      db.exec(`CREATE VIRTUAL TABLE codes_9 USING vec0(code bit[${codeBytes(dimensions) * 8}])`);
      db.write(() => {
        for (let at = 1; at <= 2_500; at++) {
          db.run('INSERT INTO codes_9(rowid, code) VALUES (?, vec_bit(?))', [
            BigInt(at * 3),
            binaryCode(random(dimensions)),
          ]);
        }
        for (let at = 1; at <= 2_500; at += 7)
          db.run('DELETE FROM codes_9 WHERE rowid = ?', [BigInt(at * 3)]);
      });
      const scan = await HammingScan.read(db, 'codes_9', dimensions);
      const question = binaryCode(random(dimensions));
      const exact = db.all<{rowid: number; distance: number}>(
        'SELECT rowid, distance FROM codes_9 WHERE code MATCH vec_bit(?) AND k = 20',
        [question],
      );
      const distances = new Map(exact.map(row => [row.rowid, row.distance]));
      const edge = exact.at(-1)!.distance;
      const inside = exact.filter(row => row.distance < edge).map(row => row.rowid);
      const found = scan.nearest(question, 20);
      expect(found).toHaveLength(20);
      expect(found.slice(0, inside.length).sort()).toEqual(inside.sort());
      expect(distances.size).toBe(20);
      expect(scan.size).toBe(2_500 - Math.ceil(2_500 / 7));
    },
  );

  test('as bytes keep the angle to a hundredth', () => {
    const [one, other] = [random(768), random(768)];
    const exact = one.reduce((sum, value, at) => sum + value * other[at]!, 0);
    expect(Math.abs(similarity(one, quantized(other)) - exact)).toBeLessThan(0.01);
    expect(similarity(one, quantized(one))).toBeGreaterThan(0.999);
  });
});

describe('vectors', () => {
  test('find what words alone do not', async () => {
    const {memory, bringUp, recall} = meaning();
    memory('The thermostats were recalibrated on Monday.');
    memory('Bread needs flour and water.');
    await bringUp();
    const {hits, notes} = await recall.recall('thermostatically recalibration');
    expect(hits[0]!.snippet).toContain('thermostats');
    expect(hits[0]!.why.vector).toBeGreaterThan(0.2);
    expect(notes).toEqual([]);
  });

  test('are made once for each text, whoever says it and however often', async () => {
    const {memory, note, entries, bringUp, embedder} = meaning();
    memory('Bins go out on Tuesday.');
    memory('Bins go out on Tuesday.');
    const {id} = note('Boiler', 'Serviced in May.');
    await bringUp();
    expect(embedder.texts).toHaveLength(2);
    entries.setFields(id, {tags: ['home']});
    await bringUp();
    expect(embedder.texts.filter(text => text !== 'memu')).toHaveLength(2);
    entries.setFields(id, {body: 'Serviced in June.'});
    await bringUp();
    expect(embedder.texts.filter(text => text.includes('June'))).toHaveLength(1);
  });

  test('that a host leaves unfinished are told, and finished later without doing any twice', async () => {
    const {memory, bringUp, embedder, recall, index} = meaning();
    for (let at = 0; at < 100; at++) memory(`Fact number ${at} about the harbour.`);
    embedder.goneAfter = 3;
    const first = await bringUp();
    expect(first).toMatchObject({done: 64, behind: 36});
    expect(first.failure?.message).toBe('no host answers');
    const {hits, notes} = await recall.recall('harbour 7');
    expect(hits.length).toBeGreaterThan(0);
    expect(notes).toEqual([
      'found by words alone: the embedding host does not answer; vectors are behind by 36 entries; `memu index` catches up',
    ]);
    embedder.goneAfter = Number.POSITIVE_INFINITY;
    expect(await bringUp()).toMatchObject({done: 36, behind: 0, failure: undefined});
    const texts = embedder.texts.filter(text => text.startsWith('Fact'));
    expect(new Set(texts).size).toBe(texts.length);
    expect(index.behind()).toBe(0);
  });

  test('of another model answer only when all are there; until then the old ones do', async () => {
    const {memory, bringUp, embedder, index, recall} = meaning();
    for (let at = 0; at < 70; at++) memory(`Fact ${at} about the lighthouse.`);
    await bringUp();
    Object.assign(embedder, {model: 'other', digest: 'd2', dimensions: 384});
    embedder.goneAfter = embedder.asked.length + 2;
    await bringUp();
    expect(index.spaces.answering()).toMatchObject({model: 'words', dimensions: 256});
    embedder.goneAfter = Number.POSITIVE_INFINITY;
    await bringUp();
    expect(index.spaces.all()).toMatchObject([{model: 'other', dimensions: 384, answers: 1}]);
    const {hits} = await recall.recall('lighthouse fact 3');
    expect(hits[0]!.why.vector).toBeGreaterThan(0.3);
  });

  test('of a removed text are gone from the model that answers and from the one in the making', async () => {
    const {memory, bringUp, embedder, vectors, index} = meaning();
    const {id} = memory('The quay at nine.');
    for (let at = 0; at < 70; at++) memory(`Fact ${at} about the lighthouse.`);
    await bringUp();
    Object.assign(embedder, {model: 'other', digest: 'd2', dimensions: 384});
    embedder.goneAfter = embedder.asked.length + 2;
    await bringUp();
    const counts = () =>
      [1, 2].map(space => vectors.value(`SELECT count(*) FROM vectors_${space}`));
    expect(counts()).toEqual([71, 32]);
    index.forget([id]);
    expect(counts()).toEqual([70, 31]);
  });

  test('of a removed text are gone, unless another text says the same', async () => {
    const {memory, entries, bringUp, vectors, index} = meaning();
    const one = memory('The quay at nine.');
    const two = memory('The quay at nine.');
    await bringUp();
    const count = () => vectors.value('SELECT count(*) FROM vectors_1');
    index.forget([one.id]);
    expect(count()).toBe(1);
    entries.trash(two.id);
    index.catchUp();
    expect(count()).toBe(0);
    expect(vectors.value('SELECT count(*) FROM codes_1')).toBe(0);
  });

  test('that do not come in time are not waited for', async () => {
    const {memory, bringUp, embedder, recall} = meaning();
    memory('The boiler hums.');
    await bringUp();
    embedder.isSilent = true;
    const startedAt = performance.now();
    const {hits, notes} = await recall.recall('boiler');
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(hits).toHaveLength(1);
    expect(notes).toEqual(['found by words alone: no vector came within 300 ms']);
  });

  test('can be stopped at any time', async () => {
    const {memory, index, embedder} = meaning();
    for (let at = 0; at < 100; at++) memory(`Fact ${at}.`);
    index.catchUp();
    const stop = new AbortController();
    const run = await index.embed({
      embedder,
      signal: stop.signal,
      onProgress: ({done}) => done >= 64 && stop.abort(),
    });
    expect(run).toMatchObject({done: 64, behind: 36, failure: undefined});
  });

  test('are filtered as words are', async () => {
    const {memory, note, bringUp, recall} = meaning();
    memory('The lighthouse keeper retired.');
    note('Keeper', 'The lighthouse keeper retired early.', {tags: ['coast']});
    await bringUp();
    for (const options of [{kinds: ['note']}, {tags: ['coast']}]) {
      const {hits} = await recall.recall('lighthouse keepers retirement', options);
      expect(hits.map(hit => hit.kind)).toEqual(['note']);
    }
  });
});
