/** `memu interview [TOPIC]`: memu asks, you answer; it ends with a note and memories to decide about. */
import {createInterface} from 'node:readline';
import {Command} from 'commander';
import {writeOrRehearse} from '../src/actions/rehearse.ts';
import type {Memu} from '../src/app/memu.ts';
import {Interview} from '../src/assistant/interview/interview.ts';
import {interviewTopics} from '../src/assistant/interview/interview-questions.ts';
import {entryJson} from '../src/entries/entry.ts';
import {count} from '../src/ground/text.ts';
import {isPlace, type Models} from '../src/models/models.ts';
import type {Cli} from './cli/cli.ts';
import type {CommandsInHelp} from './cli/in-help.ts';
import {onInterrupt} from './cli/interrupt.ts';
import type {DryRun} from './cli/options.ts';

/** @public read by `npm run docs` */
export const inHelp: CommandsInHelp = {
  interviewCommand: {
    group: 'Talking',
    order: 150,
    summary: 'Be asked about your life; ends with a note and memories',
  },
};

interface InterviewOptions extends DryRun {
  readonly model: boolean;
}

export const interviewCommand = (cli: Cli): Command =>
  new Command('interview')
    .description('Be asked about your life; it can be broken off and goes on where it was')
    .argument('[topic]', Object.keys(interviewTopics).join(', '), 'life')
    .option('--no-model', 'the prepared questions only')
    .option('--dry-run', 'say what would be asked next; ask no model, keep nothing')
    .action(async (topic: string, options: InterviewOptions) => {
      const memu = await cli.open();
      if (options.dryRun) return rehearse(cli, memu, topic);
      const models = await memu.openModels();
      const interrupt = onInterrupt();
      try {
        const hasModel = options.model && isPlace(await models.find({purpose: 'structured'}));
        const interview = new Interview(
          {
            conversations: memu.conversations,
            notes: memu.notes,
            clock: memu.clock,
            models: hasModel ? models : undefined,
          },
          topic,
        );
        const isDone = await ask(cli, interview, interrupt.signal);
        if (isDone) await finish(cli, memu, {interview, models: hasModel ? models : undefined});
        else cli.tell(`kept so far; memu interview ${topic} goes on with it`);
      } finally {
        interrupt.forget();
        models.close();
      }
    });

/** What would be asked next, as far as it does not hang on a model. */
function rehearse(cli: Cli, memu: Memu, topic: string): void {
  const {conversations, notes, clock} = memu;
  const {isResumed, question, answered} = writeOrRehearse(memu, true, () => {
    const interview = new Interview({conversations, notes, clock, models: undefined}, topic);
    const {isResumed, upcoming: question, answered} = interview;
    return {isResumed, question, answered: answered.length};
  });
  if (cli.json) return cli.printJson({topic, resumed: isResumed, answered, next: question ?? null});
  cli.tell(
    isResumed ? `would go on with it, ${count(answered, 'answer')} kept` : 'would begin anew',
  );
  cli.print(question ?? 'every question was asked; the note would be written');
}

/** True when every question was asked; false when the person broke it off. */
async function ask(cli: Cli, interview: Interview, signal: AbortSignal): Promise<boolean> {
  const {stdin} = cli.surroundings;
  const reader = createInterface({
    input: stdin as NodeJS.ReadableStream,
    ...(stdin.isTTY && {output: process.stderr}),
  });
  const lines = reader[Symbol.asyncIterator]();
  const stop = () => reader.close();
  signal.addEventListener('abort', stop, {once: true});
  reader.on('SIGINT', stop);
  if (interview.isResumed) cli.tell(`going on with the interview about ${interview.topic}`);
  cli.tell('an empty line skips a question; Ctrl+D breaks off, and nothing is lost');
  try {
    for (;;) {
      const question = await interview.next(signal);
      if (question === undefined) return true;
      cli.tellPart(`\n${question}\n> `);
      const line = await lines.next();
      if (line.done) return false;
      if (line.value.trim() === '') interview.skip();
      else interview.answer(line.value.trim());
    }
  } finally {
    signal.removeEventListener('abort', stop);
    reader.close();
  }
}

interface Finished {
  readonly interview: Interview;
  readonly models: Models | undefined;
}

async function finish(cli: Cli, memu: Memu, {interview, models}: Finished): Promise<void> {
  const note = memu.operations.run('interview', () => interview.finish());
  if (!note) return cli.tell('nothing was said; nothing is kept');
  if (models) await propose(cli, memu, interview);
  memu.last.write(note.id);
  if (cli.json) cli.printJson(entryJson(note));
  else cli.print(`${memu.references.short(note.id)}  kept: ${note.title}`);
}

/** Memories found in the answers wait in the inbox; the note is kept whatever comes of it. */
async function propose(cli: Cli, memu: Memu, {conversation}: Interview): Promise<void> {
  const assistant = await memu.openAssistant({conversation});
  let found = 0;
  try {
    for await (const event of assistant.extract()) if (event.type === 'proposal') found++;
    if (found > 0) cli.tell(`${count(found, 'memory', 'memories')} to decide about: memu inbox`);
  } catch (error) {
    cli.tell(
      `memories could not be looked for: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    await assistant.close();
  }
}
