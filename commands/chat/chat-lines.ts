/** A conversation line by line, for terminals without a full screen and for people who like it plain. */
import {createInterface, type Interface} from 'node:readline';
import type {Assistant} from '../../src/assistant/assistant.ts';
import type {PromptAttachment} from '../../src/assistant/prompt/prompt.ts';
import {slashCommands} from '../../src/assistant/slash-commands.ts';
import {endingSignals, exitBySignal} from '../../src/ground/signals.ts';
import {safeLine} from '../../src/ground/text.ts';
import type {Cli} from '../cli/cli.ts';
import {TextPrinter} from './chat-output.ts';

const prompt = '> ';

/** Stays until the person leaves: with Ctrl+D, `/quit`, or Ctrl+C on an empty line twice. */
export async function converseInLines(
  cli: Cli,
  assistant: Assistant,
  attachment: PromptAttachment | undefined,
): Promise<void> {
  assistant.warmUp();
  cli.tell('Ctrl+D leaves, /help lists commands');
  const reader = createInterface({
    input: cli.surroundings.stdin as NodeJS.ReadableStream,
    output: process.stdout,
    prompt,
    historySize: 500,
  });
  try {
    await new LineChat(cli, assistant, reader).run(attachment);
  } finally {
    reader.close();
    await assistant.close();
  }
}

class LineChat {
  readonly #cli: Cli;
  readonly #assistant: Assistant;
  readonly #reader: Interface;
  #answer: AbortController | undefined;
  #isLeaving = false;
  #hasInterrupted = false;

  constructor(cli: Cli, assistant: Assistant, reader: Interface) {
    this.#cli = cli;
    this.#assistant = assistant;
    this.#reader = reader;
  }

  async run(first: PromptAttachment | undefined): Promise<void> {
    this.#reader.on('SIGINT', () => this.#interrupt());
    for (const name of endingSignals) process.once(name, this.#end);
    try {
      await this.#converse(first);
    } finally {
      for (const name of endingSignals) process.off(name, this.#end);
    }
  }

  async #converse(first: PromptAttachment | undefined): Promise<void> {
    this.#reader.prompt();
    let attachment = first;
    for await (const line of this.#reader) {
      if (line.trim() === '/quit') break;
      if (line.trim() === '/help') this.#help();
      else if (line.trim() !== '') await this.#take(line.trim(), attachment);
      attachment = undefined;
      this.#hasInterrupted = false;
      if (this.#isLeaving) break;
      this.#reader.prompt();
    }
  }

  async #take(line: string, attachment: PromptAttachment | undefined): Promise<void> {
    const stop = new AbortController();
    this.#answer = stop;
    const printer = new TextPrinter(this.#cli, true);
    const options = {signal: stop.signal, ...(attachment && {attachment})};
    const events = line.startsWith('/')
      ? this.#assistant.command(line, options)
      : this.#assistant.send(line, options);
    for await (const event of events) {
      printer.take(event);
      if (event.type === 'session') this.#say(event.model, event.host);
    }
    printer.end();
    this.#answer = undefined;
    this.#cli.setExitCode(0); // a failed answer is no failed conversation
  }

  #help(): void {
    const rows = slashCommands.map(({name, args = '', does}) => [`/${name} ${args}`.trim(), does]);
    const width = Math.max(...rows.map(([command]) => command!.length));
    for (const [command, does] of [...rows, ['/quit', 'leave']]) {
      this.#cli.tell(`${command!.padEnd(width)}  ${does}`);
    }
  }

  #say(model: string | undefined, host: string | undefined): void {
    if (model !== undefined) this.#cli.progress(safeLine(`${model} on ${host}`));
  }

  /** The answer on its way is stopped, and the part that came is kept. */
  readonly #end = (signal: NodeJS.Signals): void => {
    exitBySignal(signal);
    this.#answer?.abort();
    this.#leave();
  };

  #leave(): void {
    this.#isLeaving = true;
    this.#reader.close();
  }

  /** While an answer comes it is stopped; then the line is cleared; then memu is left. */
  #interrupt(): void {
    if (this.#answer) return this.#answer.abort();
    const isEmpty = this.#reader.line === '';
    if (isEmpty && this.#hasInterrupted) return this.#leave();
    this.#hasInterrupted = true;
    this.#cli.printReady('\n');
    if (isEmpty) this.#cli.tell('Ctrl+C again leaves');
    this.#reader.write(null, {ctrl: true, name: 'e'});
    this.#reader.write(null, {ctrl: true, name: 'u'});
    this.#reader.prompt();
  }
}
