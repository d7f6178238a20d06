/**
 * Forty prompts of all kinds against servers with small windows: what a server reads must hold the
 * instructions and the question, what is missing must be named, and there must be an answer.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished} from 'vitest';
import {Memu} from '../../src/app/memu.ts';
import {instructions} from '../../src/assistant/prompt/prompt.ts';
import {fixedClock} from '../../src/ground/time.ts';
import {llamaList, type StubCall, said, startStub} from '../models/openai-stub.ts';

export type CountTokens = (messages: NonNullable<StubCall['body']['messages']>) => Promise<number>;

const words = 'the boiler was serviced in march and the next visit is planned for spring ';
const repeated = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);

const kinds: Readonly<Record<string, (length: number) => string>> = {
  prose: length => repeated(words, length),
  digits: length => repeated('3141592653589793', length),
  code: length => repeated('for(let i=0;i<n;i++){a[i]=(b[i]&0xff)|c;}\n', length),
  csv: length => repeated('17,"x;y",-3.25,,2026-11-21T09:30\n', length),
  cjk: length => repeated('锅炉在三月检修过了，下一次检修在春天。', length),
  base64: length => repeated('kJ9aQz0Vn3LmPpXw7RtYbC4dEfGhIi2U5oSs6TuWvAxByDz8', length),
};

interface Row {
  readonly name: string;
  readonly question: string;
  readonly file?: string;
  readonly turns?: number;
}

const rows: readonly Row[] = [
  ...Object.entries(kinds).flatMap(([kind, make]) =>
    [1, 40, 400, 3000, 12_000, 60_000].map(length => ({
      name: `${length} of ${kind}`,
      question: make(length),
    })),
  ),
  {name: 'a file of digits', question: 'What is in it?', file: kinds.digits!(60_000)},
  {name: 'a file of csv after a talk', question: 'Sum it up.', file: kinds.csv!(20_000), turns: 6},
  {name: 'a talk in chinese', question: kinds.cjk!(300), turns: 12},
  {name: 'long words about a long file', question: kinds.code!(9000), file: kinds.base64!(30_000)},
];

/** Marks that nothing in the middle of a question has. */
const marked = (question: string): string =>
  question.length < 20 ? question : `QBEGIN ${question} QEND`;

/** Asks all of them of a server with this window, which refuses what its tokenizer finds too long. */
export async function askTable(window: number, countTokens: CountTokens): Promise<void> {
  const server = await startStub(async ({method, body}) => {
    if (method === 'GET') return {json: llamaList({n_ctx: window})};
    const tokens = await countTokens(body.messages ?? []);
    if (tokens < window) return {events: said('An answer.')};
    const message = `request (${tokens} tokens) exceeds the available context size (${window} tokens), try increasing it`;
    const numbers = {n_prompt_tokens: tokens, n_ctx: window};
    const type = 'exceed_context_size_error';
    return {status: 400, json: {error: {code: 400, message, type, ...numbers}}};
  });
  const home = mkdtempSync(join(tmpdir(), 'memu-table-'));
  const env = {MEMU_HOME: home, MEMU_LLM_HOSTS: `openai+${server.url}`};
  const memu = await Memu.open({env, clock: fixedClock('2026-11-21T09:30:00.000Z', 'UTC')});
  onTestFinished(() => {
    memu.close();
    rmSync(home, {recursive: true, force: true});
  });
  memu.notes.add({title: 'Boiler', body: kinds.digits!(800)});
  for (const row of rows) await askRow(memu, server.chats, row, window);
}

async function askRow(memu: Memu, chats: () => readonly StubCall[], row: Row, window: number) {
  const assistant = await memu.openAssistant({incognito: true});
  for (let turn = 0; turn < (row.turns ?? 0); turn++) {
    for await (const _ of assistant.send(kinds.prose!(600)));
  }
  const question = marked(row.question);
  const attachment = row.file === undefined ? undefined : {name: 'data.txt', text: row.file};
  let leftOut: readonly string[] = [];
  let done: unknown;
  for await (const event of assistant.send(question, attachment && {attachment})) {
    if (event.type === 'recall') leftOut = event.leftOut;
    if (event.type === 'done' || event.type === 'error') done = event;
  }
  await assistant.close();
  const what = `${row.name} in ${window}`;
  expect(done, what).toMatchObject({type: 'done', state: 'complete', text: 'An answer.'});
  const read = chats().at(-1)!.body.messages!;
  expect(read[0]!.content, what).toContain(instructions);
  const last = read.at(-1)!.content;
  if (last.includes(question)) {
    expect(leftOut.join(), what).not.toContain('what you wrote');
  } else {
    expect(last, what).toMatch(/QBEGIN [\s\S]+ characters left out [\s\S]+ QEND/);
    expect(leftOut, what).toContain('the middle of what you wrote');
  }
  if (row.file !== undefined && !last.includes(row.file)) {
    expect(leftOut, what).toContain('the middle of data.txt');
  }
}
