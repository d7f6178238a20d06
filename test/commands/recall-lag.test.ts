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
