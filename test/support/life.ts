/** One life with memu: every command that needs no model, in the order in which one would come to it. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Home} from './home.ts';

/** A line to run: the schema its JSON obeys, its words parted by `|`, and what comes on stdin. */
export type LifeLine = readonly [schema: string, words: string, stdin?: string];

const exported =
  '{"id":"11111111-1111-4111-8111-111111111111","kind":"note","title":"taken in","body":"b","state":"active","created_at":"2026-01-01T00:00:00.000Z","updated_at":"2026-01-01T00:00:00.000Z"}';

export const lifeLines: readonly LifeLine[] = [
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
  ['conversation list', 'conversation|list'],
  ['conversation show', 'conversation|show|s'],
  ['conversation export', 'conversation|export|s'],
  ['conversation rm', 'conversation|rm|s|--dry-run'],
  [
    'goal add',
    'goal|add|Half marathon|--by|2031-04-01|--area|health|--milestone|10 km @2031-02-01',
  ],
  ['goal decompose', 'goal|decompose|Half marathon'],
  ['goal add --decompose', 'goal|add|Learn Dutch|--by|2031-04-01|--decompose'],
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
  ['task show --why', 'task|show|Buy shoes|--why'],
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
  ['recall --explain', 'recall|boiler|--explain'],
  ['recall --batch', 'recall|--batch', '{"id":1,"query":"tea"}'],
  ['index', 'index'],
  ['chat', 'chat|what did I write about the boiler?'],
  ['secret set', 'secret|set|nas', 's3cret'],
  ['secret get', 'secret|get|nas'],
  ['secret list', 'secret|list'],
  ['secret rm', 'secret|rm|nas|--yes'],
  ['prompt edit', 'prompt|edit|brief|--text|Be short.'],
  ['prompt', 'prompt'],
  ['prompt list', 'prompt|list'],
  ['prompt show', 'prompt|show|brief'],
  ['profile set', 'profile|set|tone|short and direct'],
  ['profile', 'profile'],
  ['profile show', 'profile|show'],
  ['profile rm', 'profile|rm|tone'],
  ['interview', 'interview|week', 'the roses\n\n\n\n\n'],
  ['models', 'models'],
  ['models list', 'models|list'],
  ['stats', 'stats'],
  ['feedback', 'feedback'],
  ['feedback list', 'feedback|list'],
  ['schema', 'schema'],
  ['inbox', 'inbox'],
  ['inbox list', 'inbox|list'],
  ['memory inbox', 'memory|inbox'],
  ['log --egress', 'log|--egress'],
  ['log', 'log'],
  ['log --entry', 'log|--entry|Boiler'],
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
  ['trash purge --dry-run', 'trash|purge|--all|--dry-run'],
  ['trash purge', 'trash|purge|--all|--yes'],
  ['config list', 'config|list'],
  ['config get', 'config|get|llm.hosts'],
  ['config set', 'config|set|recall.limit|5'],
  ['config unset', 'config|unset|recall.limit'],
  ['config path', 'config|path'],
  ['init', 'init'],
  ['demo', 'demo'],
  ['doctor', 'doctor'],
  ['doctor --repair', 'doctor|--repair|--yes'],
];

/** Puts down the file that the life attaches and takes in. */
export function settle(home: Home): void {
  writeFileSync(join(home.path, 'file.txt'), 'hello');
}

/** What a line prints with `--json`; throws when it is refused. */
export async function answerTo(home: Home, [name, words, stdin = '']: LifeLine): Promise<string> {
  const [memory] = words.includes('MEMORY')
    ? await home.json<{id: string}[]>('memory', 'list')
    : [];
  const known: Readonly<Record<string, string | undefined>> = {
    FILE: join(home.path, 'file.txt'),
    FOLDER: home.path,
    NEWFOLDER: join(home.path, 'out'),
    MEMORY: memory?.id,
  };
  const typed = words.split('|').map(word => known[word] ?? word);
  const {out, err, code} = await home.pipe(stdin, ...typed, '--json');
  // Without a model a plan is a template, and the host that is missing is a finding of the doctor's.
  if (![0, 3].includes(code)) throw new Error(`${name}: ${code} ${err}`);
  return out;
}
