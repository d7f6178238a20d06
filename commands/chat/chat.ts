/** `memu chat`: a conversation, or one question from a script. */
import {Command, InvalidArgumentError, Option} from 'commander';
import type {Memu} from '../../src/app/memu.ts';
import type {Assistant} from '../../src/assistant/assistant.ts';
import {readAttachment} from '../../src/assistant/prompt/attachment.ts';
import type {PromptAttachment} from '../../src/assistant/prompt/prompt.ts';
import {UsageError} from '../../src/ground/errors.ts';
import {samplingNames} from '../../src/models/hosts/model-host.ts';
import type {Cli} from '../cli/cli.ts';
import type {CommandsInHelp} from '../cli/in-help.ts';
import {onInterrupt} from '../cli/interrupt.ts';
import {readPiped} from '../cli/piped.ts';
import {type ChatOptions, findConversation, type OneShot, openFor} from './chat-opening.ts';
import {eventPrinter} from './chat-output.ts';
import {startTimeLimit} from './time-limit.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  chatCommand: {
    group: 'Talking',
    order: 110,
    summary: 'Talk with a model that knows what you keep',
  },
};

export const chatCommand = (cli: Cli): Command =>
  new Command('chat')
    .description('Talk with a model that knows what you keep; without one, your notes answer')
    .argument('[words...]', 'a question; without one, a conversation begins')
    .option('-c, --continue', 'go on with the latest conversation')
    .option('-s, --session <id>', 'go on with this conversation')
    .option('--model <name>', 'this model and no other')
    .option('--host <address>', 'this host and no other')
    .addOption(
      new Option('--mode <mode>', 'which machines may be asked').choices([
        'privacy',
        'offline',
        'standard',
        'premium',
      ]),
    )
    .option('--no-memory', 'show the model nothing of what you keep')
    .option('--incognito', 'keep nothing of this conversation')
    .option('--recall-only', 'ask no model; quote what you keep')
    .option('--file <path>', 'a text or a picture (JPEG, PNG) that the question is about')
    .option('--schema <path>', 'answer as JSON that obeys this JSON Schema')
    .option('--system <text>', 'how to answer, besides what memu tells the model')
    .option('--prompt <name>', 'a template of yours; memu prompt list')
    .option('--temperature <number>', 'how freely it writes, 0 to 2', temperature)
    .option('--option <name=number>', `of the model: ${samplingNames.join(', ')}`, samplingOption)
    .option('--timeout <seconds>', 'give up after this long', seconds)
    .option('--no-stream', 'print the answer when it is complete')
    .option('--jsonl', 'print the events of the turn, one JSON object a line')
    .option('--plain', 'converse line by line, without a screen')
    .option('--dry-run', 'print the prompt that would be sent, and send nothing')
    .action(async (words: readonly string[], options: ChatOptions) => chat(cli, words, options));

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('a number of seconds');
}

function temperature(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 2) return value;
  throw new InvalidArgumentError('a number from 0 to 2');
}

function samplingOption(text: string, before: Readonly<Record<string, number>> = {}) {
  const [, name = '', written = ''] = /^([a-z_]+)=(-?[\d.]+)$/.exec(text.trim()) ?? [];
  const value = Number(written);
  if (samplingNames.some(one => one === name) && written !== '' && Number.isFinite(value)) {
    return {...before, [name]: value};
  }
  throw new InvalidArgumentError(`NAME=NUMBER with one of ${samplingNames.join(', ')}`);
}

async function chat(cli: Cli, words: readonly string[], options: ChatOptions): Promise<void> {
  const said = words.join(' ').trim();
  const limit = startTimeLimit(options.timeout);
  const isPiped = cli.surroundings.stdin.isTTY !== true;
  const attachment = options.file === undefined ? undefined : await readAttachment(options.file);
  if (said === '' && !isPiped) {
    limit.forget();
    return converse(cli, options, attachment);
  }
  const piped = isPiped ? await readPiped(cli, said !== '') : '';
  const question = said || piped.trim();
  if (question === '') {
    throw new UsageError('what do you want to ask?', {hint: 'memu chat "what is due this week?"'});
  }
  const both = said !== '' && piped.trim() !== '' ? joinAttachments(attachment, piped) : attachment;
  if (options.schema !== undefined) {
    const {answerWithSchema} = await import('./chat-schema.ts');
    return answerWithSchema(cli, {question, attachment: both, options, limit});
  }
  return askOnce(cli, {question, attachment: both, options, limit});
}

async function askOnce(cli: Cli, {question, attachment, options, limit}: OneShot): Promise<void> {
  const memu = await cli.open();
  const assistant = await openFor(memu, options);
  if (options.dryRun) {
    limit.forget();
    return printPrompt(cli, assistant, question, attachment);
  }
  const printer = eventPrinter(cli, {
    form: options.jsonl ? 'jsonl' : cli.json ? 'json' : 'text',
    isStreaming: options.stream,
  });
  const interrupt = onInterrupt();
  try {
    const signal = AbortSignal.any([interrupt.signal, limit.signal]);
    const turn = {signal, ...(attachment && {attachment})};
    for await (const event of assistant.send(question, turn)) printer.take(event);
    printer.end();
  } finally {
    limit.forget();
    interrupt.forget();
    await assistant.close();
  }
}

async function printPrompt(
  cli: Cli,
  assistant: Assistant,
  question: string,
  attachment: PromptAttachment | undefined,
): Promise<void> {
  const context = await assistant.context(question, attachment);
  await assistant.close();
  if (cli.json) return cli.printJson(context);
  for (const {role, content} of context.messages) cli.print(`--- ${role}\n${content}`);
  cli.tell(`about ${context.tokens} of ${context.window} tokens; nothing was sent or kept`);
  for (const what of context.left_out) cli.tell(`left out: ${what}`);
}

async function converse(
  cli: Cli,
  options: ChatOptions,
  attachment: PromptAttachment | undefined,
): Promise<void> {
  const memu = await cli.open();
  const isScreen = cli.isInteractive && cli.env.TERM !== 'dumb';
  if (isScreen && !options.plain && !attachment) return converseOnScreen(cli, memu, options);
  const assistant = await openFor(memu, options);
  const {converseInLines} = await import('./chat-lines.ts');
  await converseInLines(cli, assistant, attachment);
}

/** The screen first: models, recall and the rest are opened behind it. */
async function converseOnScreen(cli: Cli, memu: Memu, options: ChatOptions): Promise<void> {
  if (options.continue || options.session !== undefined) await memu.takeUpAnswers();
  const conversation = findConversation(memu, options);
  const [{spokenOf}, {showChat}, {LazyChat}] = await Promise.all([
    import('../../src/assistant/conversation/conversation-log.ts'),
    import('./chat-screen.ts'),
    import('./lazy-chat.ts'),
  ]);
  const chat = new LazyChat(() => openFor(memu, options), {
    conversation: conversation?.id,
    title: conversation?.title,
    connection: 'checking',
    host: undefined,
    model: undefined,
    memory: options.memory && memu.config.get('chat.memory'),
    incognito: options.incognito ?? false,
    failures: [],
  });
  const turns = conversation ? memu.conversations.turns(conversation) : [];
  await showChat(cli, memu, {chat, spoken: turns.flatMap(spokenOf)});
}

const joinAttachments = (file: PromptAttachment | undefined, piped: string): PromptAttachment =>
  file === undefined
    ? {name: 'stdin', text: piped}
    : {...file, name: `${file.name} and stdin`, text: `${file.text}\n${piped}`.trim()};
