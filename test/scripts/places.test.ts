/** Where the guides say that something lies, something lies. */
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const repository = path.resolve(import.meta.dirname, '../..');
const inRepository = (name: string) => path.join(repository, name);

test.each(['docs/glossary.md', 'docs/architecture.md', 'docs/worker-protocol.md'])(
  'every path that %s names is there',
  name => {
    const text = readFileSync(inRepository(name), 'utf8');
    const named = [...text.matchAll(/`((?:src|tui|commands|scripts|test|docs)\/[\w./-]+)`/g)];
    const missing = named
      .map(([, file = '']) => file)
      .filter(file => !existsSync(inRepository(file)));
    expect(missing).toEqual([]);
  },
);

test('every term of the glossary stands there once', () => {
  const rows = readFileSync(inRepository('docs/glossary.md'), 'utf8').matchAll(/^\| ([^|]+?) \|/gm);
  const terms = [...rows].map(([, term = '']) => term).filter(term => !/^(?:term|-+)$/.test(term));
  expect(terms.length).toBeGreaterThan(50);
  expect(terms.filter((term, at) => terms.indexOf(term) !== at)).toEqual([]);
});
