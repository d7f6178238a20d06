import {expect, test} from 'vitest';
import {type Home, newHome} from '../support/command-line.ts';
import {fc} from '../support/random.ts';

/** Command lines as typed after `memu`, parted by `|`; ID is one of the entries there are. */
const lines = [
  'note|add|WORD|--tag|x',
  'note|edit|ID|--append|WORD|--tag|WORD',
  'note|rm|ID',
  'memory|add|WORD',
  'memory|rm|ID',
  'goal|add|WORD|--by|2031-04-01|--area|health',
  'goal|edit|ID|--why|WORD',
  'goal|done|ID',
  'task|add|WORD|--due|2031-01-06|--every|monday',
  'task|add|WORD|--priority|4',
  'task|edit|ID|--energy|2|--due|2031-02-02',
  'task|start|ID',
  'task|done|ID',
  'task|skip|ID',
  'task|cancel|ID',
  'task|rm|ID',
  'add|WORD tomorrow 5pm #y !3',
] as const;

const step = fc.record({
  line: fc.constantFrom(...lines),
  pick: fc.nat(30),
  word: fc.stringMatching(/^[a-z]{3,8}$/),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const exported = async (home: Home): Promise<string> => (await home.memu('export', '--jsonl')).out;

/** The ids of what is kept of the kind that a command line speaks of. */
async function idsOf(home: Home, kind: string): Promise<string[]> {
  const entries = (await exported(home)).split('\n').filter(line => line !== '');
  const parsed = entries.map(line => JSON.parse(line) as {id: string; kind: string});
  return parsed.filter(entry => entry.kind === kind).map(entry => entry.id);
}

/** Runs one command; one that does not fit what is there is refused and changes nothing. */
async function run(home: Home, {line, pick, word}: Step): Promise<void> {
  const ids = line.includes('ID') ? await idsOf(home, line.split('|')[0]!) : [];
  if (line.includes('ID') && ids.length === 0) return;
  const words = line
    .split('|')
    .map(part => part.replace('WORD', word).replace(/^ID$/, ids[pick % ids.length] ?? ''));
  const {code} = await home.memu(...words);
  expect([0, 2]).toContain(code);
}

test('any sequence of commands, undone in order, gives back the same export', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, {maxLength: 5}),
      fc.array(step, {minLength: 1, maxLength: 8}),
      async (before, after) => {
        const home = newHome();
        for (const each of before) await run(home, each);
        const atFirst = await exported(home);
        const known = await home.json<object[]>('log', '--limit', '0');
        for (const each of after) await run(home, each);
        const done = (await home.json<object[]>('log', '--limit', '0')).length - known.length;
        if (done > 0) expect((await home.memu('undo', String(done))).code).toBe(0);
        expect(await exported(home)).toBe(atFirst);
      },
    ),
    {numRuns: 40},
  );
}, 120_000);
