import {expect, test} from 'vitest';
import {newHome} from '../support/command-line.ts';

test('a word that only the newest entry holds is found while the index is far behind', async () => {
  const home = newHome();
  const lines = Array.from(
    {length: 30_000},
    (_, index) => `{"text":"memory ${index} about the sea"}`,
  );
  await home.pipe(lines.join('\n'), 'memory', 'import', '-');
  await home.memu('memory', 'add', 'the zeppelin landed');
  const answer = await home.memu('recall', 'zeppelin', '--json');
  expect(JSON.parse(answer.out)).toMatchObject([{snippet: expect.stringContaining('zeppelin')}]);
});

test('an import ends with an index that is up to date, and says so', async () => {
  const home = newHome();
  const lines = Array.from({length: 3_000}, (_, index) => `{"text":"word${index} of the sea"}`);
  const report = await home.pipe(lines.join('\n'), 'memory', 'import', '-', '--json');
  expect(JSON.parse(report.out)).toMatchObject({memories: 3_000, index_behind: 0});
  expect((await home.memu('index', '--no-vectors')).out).toContain('0 changes indexed');
  expect(JSON.parse((await home.memu('recall', 'word17', '--json')).out)).toHaveLength(1);
});

test('a question that names only a time is answered with what was kept then, oldest first', async () => {
  const home = newHome();
  const lines = ['2025-04-30', '2025-05-20', '2025-05-02', '2025-06-01'].map(date =>
    JSON.stringify({text: `planted beans on ${date}`, created_at: `${date}T12:00:00Z`}),
  );
  await home.pipe(lines.join('\n'), 'memory', 'import', '-');
  const hits = await home.json<{created_at: string}[]>('recall', 'what did I do in May 2025?');
  expect(hits.map(hit => hit.created_at.slice(0, 10))).toEqual(['2025-05-02', '2025-05-20']);
  expect(await home.json('recall', 'what happened in May 2019?')).toEqual([]);
});
