/** Indexes everything again and again until its parent ends it: `node index-on-and-on.ts FOLDER`. */
import {join} from 'node:path';
import {TextIndex} from '../../../src/recall/index/text-index.ts';
import {VectorIndex} from '../../../src/recall/index/vector-index.ts';
import {openDatabase} from '../../../src/storage/open-database.ts';

const folder = process.argv[2]!;
const open = (schema: 'memu' | 'text' | 'vectors') =>
  openDatabase({path: join(folder, `${schema}.db`), schema});
const kept = open('memu');
const vectors = open('vectors');
vectors.loadVectors();
const text = new TextIndex(open('text'), kept);
const meaning = new VectorIndex(vectors, kept);
for (let round = 1; ; round++) {
  text.rebuild();
  vectors.write(() => vectors.exec('DELETE FROM chunks; UPDATE progress SET cursor = NULL'));
  meaning.catchUp();
  process.stdout.write(`${round}\n`);
}
