import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {expect, test} from 'vitest';
import {document} from '../../commands/schema.ts';
import {schemas} from '../../commands/schemas.ts';
import {type Home, newHome} from '../support/command-line.ts';

const {default: plugin} = addFormats as unknown as {default: (ajv: Ajv2020) => void};

const ajv = new Ajv2020({strict: false, allErrors: true});
plugin(ajv);

/** A line to run: the schema it must obey, its words, and what comes on stdin. */
type Line = readonly [schema: string, words: string, stdin?: string];

const exported =
  '{"id":"11111111-1111-4111-8111-111111111111","kind":"note","title":"taken in","body":"b","state":"active","created_at":"2026-01-01T00:00:00.000Z","updated_at":"2026-01-01T00:00:00.000Z"}';

// A life in the order in which one would live it; `|` parts words.
const lines: readonly Line[] = [
  ['note add', 'note|add|the boiler|--title|Boiler|--tag|home|--notebook|house'],
  ['note show', 'note|show|Boiler'],
  ['attach', 'attach|Boiler|FILE'],
  ['note edit', 'note|edit|Boiler|--append|more|--pin'],
  ['note list', 'note|list'],
  ['note history', 'note|history|Boiler'],
  ['note restore', 'note|restore|Boiler|1'],
  ['note add', 'note|add|see [[Boiler]]'],
  ['note backlinks', 'note|backlinks|Boiler'],
  ['note daily', 'note|daily|slept well'],
  ['memory add', 'memory|add|Anna likes tea|--type|preference|--source|phone'],
  ['memory show', 'memory|show|@last'],
  ['memory edit', 'memory|edit|@last|--valid-from|2026-01-01'],
  ['memory list', 'memory|list'],
  ['memory history', 'memory|history|@last'],
  ['memory restore', 'memory|restore|@last|1'],
  ['memory import', 'memory|import|-', '{"text":"hello","session":"s","role":"user","id":"7"}'],
  ['import jsonl', 'import|jsonl|-', exported],
  [
    'goal add',
    'goal|add|Half marathon|--by|2031-04-01|--area|health|--milestone|10 km @2031-02-01',
  ],
  ['goal decompose', 'goal|decompose|Half marathon'],
  ['goal show', 'goal|show|Half marathon'],
  ['goal edit', 'goal|edit|Half marathon|--why|to feel well'],
  ['goal list', 'goal|list'],
  ['goal progress', 'goal|progress|Half marathon'],
  ['goal history', 'goal|history|Half marathon'],
  ['goal restore', 'goal|restore|Half marathon|1'],
  [
    'task add',
    'task|add|Buy shoes|--goal|Half marathon|--due|2031-01-02|--minutes|60|--priority|4',
  ],
  ['task show', 'task|show|Buy shoes'],
  ['task edit', 'task|edit|Buy shoes|--energy|2'],
  ['task start', 'task|start|Buy shoes'],
  ['task snooze', 'task|snooze|Buy shoes|tomorrow'],
  ['task list', 'task|list'],
  ['dash', 'dash'],
  ['status', 'status'],
  ['task history', 'task|history|Buy shoes'],
  ['next', 'next'],
  ['week', 'week'],
  ['story', 'story|--no-model'],
  ['remind', 'remind|--dry-run'],
  ['review', 'review'],
  ['import taskwarrior', 'import|taskwarrior|-', '[]'],
  ['import todo.txt', 'import|todo.txt|-', '(A) Call mum @phone'],
  ['import jrnl', 'import|jrnl|-', '[2026-11-20 09:00] A day'],
  ['import llm', 'import|llm|-', '[]'],
  ['import ics', 'import|ics|-', 'BEGIN:VCALENDAR'],
  ['import obsidian', 'import|obsidian|FOLDER'],
  ['import nb', 'import|nb|FOLDER'],
  ['import zk', 'import|zk|FOLDER'],
  ['import basic-memory', 'import|basic-memory|FOLDER'],
  ['today', 'today'],
  ['task done', 'task|done|Buy shoes'],
  ['task reopen', 'task|reopen|Buy shoes'],
  ['task cancel', 'task|cancel|Buy shoes'],
  ['task restore', 'task|restore|Buy shoes|1'],
  ['task add', 'task|add|Water plants|--due|2031-01-06|--every|monday'],
  ['task skip', 'task|skip|Water plants'],
  ['task accept', 'task|accept|Water plants'],
  ['task add', 'task|add|Not wanted'],
  ['task reject', 'task|reject|Not wanted'],
  ['task add', 'task|add|Extra'],
  ['task rm', 'task|rm|Extra'],
  ['add', 'add|call mum tomorrow 5pm #family !5'],
  ['recall', 'recall|boiler'],
  ['recall --batch', 'recall|--batch', '{"id":1,"query":"tea"}'],
  ['index', 'index'],
  ['chat', 'chat|what did I write about the boiler?'],
  ['secret set', 'secret|set|nas', 's3cret'],
  ['secret get', 'secret|get|nas'],
  ['secret list', 'secret|list'],
  ['secret rm', 'secret|rm|nas|--yes'],
  ['profile set', 'profile|set|tone|short and direct'],
  ['profile', 'profile'],
  ['profile rm', 'profile|rm|tone'],
  ['interview', 'interview|week', 'the roses\n\n\n\n\n'],
  ['models', 'models'],
  ['stats', 'stats'],
  ['feedback', 'feedback'],
  ['memory inbox', 'memory|inbox'],
  ['log --egress', 'log|--egress'],
  ['log', 'log'],
  ['undo', 'undo'],
  ['redo', 'redo'],
  ['export --markdown', 'export|--markdown|NEWFOLDER'],
  ['import markdown', 'import|markdown|NEWFOLDER'],
  ['goal done', 'goal|done|Half marathon'],
  ['goal archive', 'goal|archive|Half marathon'],
  ['goal rm', 'goal|rm|Half marathon'],
  ['memory rm', 'memory|rm|MEMORY'],
  ['note rm', 'note|rm|Boiler|taken in'],
  ['trash list', 'trash|list'],
  ['trash restore', 'trash|restore|11111111'],
  ['trash purge', 'trash|purge|--all|--yes'],
  ['config list', 'config|list'],
  ['config get', 'config|get|llm.hosts'],
  ['config set', 'config|set|recall.limit|5'],
  ['config unset', 'config|unset|recall.limit'],
  ['config path', 'config|path'],
  ['demo', 'demo'],
  ['doctor', 'doctor'],
  ['doctor --repair', 'doctor|--repair|--yes'],
];

/** These need a model; `models.test.ts` checks them with one. */
const withModel = ['memory accept', 'memory reject', 'memory extract', 'models pull'];

async function answerTo(home: Home, [schema, words, stdin = '']: Line): Promise<unknown> {
  const [memory] = words.includes('MEMORY')
    ? await home.json<{id: string}[]>('memory', 'list')
    : [];
  const typed = words.split('|').map(word => {
    const known = {
      FILE: join(home.path, 'file.txt'),
      FOLDER: home.path,
      NEWFOLDER: join(home.path, 'out'),
      MEMORY: memory?.id,
    };
    return known[word as keyof typeof known] ?? word;
  });
  const {out, err, code} = await home.pipe(stdin, ...typed, '--json');
  // Without a model a plan is a template, and the host that is missing is a finding of the doctor's.
  if (![0, 3].includes(code)) throw new Error(`${schema}: ${code} ${err}`);
  return JSON.parse(out);
}

test('the JSON of every command obeys its schema', async () => {
  const home = newHome({MEMU_LLM_HOSTS: 'http://127.0.0.1:9', MEMU_SECRETS_STORE: 'file'});
  writeFileSync(join(home.path, 'file.txt'), 'hello');
  const all = await schemas();
  for (const line of lines) {
    const [name] = line;
    const {$id, ...schema} = document(name, all[name]!);
    const validate = ajv.compile(schema);
    const answer = await answerTo(home, line);
    expect([name, validate(answer), validate.errors]).toEqual([name, true, null]);
  }
  const error = await home.memu('note', 'show', 'nothing at all', '--json');
  expect(ajv.validate(all.error!, JSON.parse(error.err))).toBe(true);
  const seen = new Set(['error', ...withModel, ...lines.map(([name]) => name)]);
  expect(Object.keys(all).filter(name => !seen.has(name))).toEqual([]);
}, 60_000);

test('memu schema prints a versioned document, and the list of all', async () => {
  const home = newHome();
  expect(await home.json('schema', 'note', 'list')).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    version: 1,
    type: 'array',
  });
  expect(await home.json<{commands: string[]}>('schema')).toMatchObject({
    version: 1,
    commands: expect.arrayContaining(['note list', 'recall']),
  });
});
