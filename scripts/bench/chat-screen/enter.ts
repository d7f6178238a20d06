/**
 * From the start to the prompt line, and from Enter to the request at the host: the real program in a
 * pseudo terminal, many entries kept, and a host on this machine that answers at once.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {type OllamaContract, startOllamaContract} from '../../../test/ollama-contract/server.mjs';
import {seeded} from '../random.ts';
import {someQuestions} from '../recall/speed.ts';
import {PtyProgram} from './pty.ts';

export interface EnterOptions {
  /** Node and the bundled program. */
  readonly program: readonly string[];
  readonly home: string;
  /** How often the chat is opened. */
  readonly sessions: number;
  /** Questions in each. */
  readonly questions: number;
}

/** From Enter until the host has the question, in milliseconds. */
export interface Way {
  readonly took: number;
  /** What of it the processor worked for memu: the same on a busy machine. */
  readonly processor: number;
}

export interface EnterTimes {
  /** From the start of the process to the prompt line. */
  readonly starts: readonly number[];
  /** The first question of each session, asked as soon as the status line names a model. */
  readonly first: readonly Way[];
  readonly later: readonly Way[];
}

const model = 'llama3.2:3b';

/** A person needs some time for a question; what memu prepares meanwhile is not waited for. */
const typingMs = 700;

export async function measureEnter(options: EnterOptions): Promise<EnterTimes> {
  const host = await startOllamaContract({
    scenario: {models: [{name: model}], rules: [{reply: 'That is so.'}]},
  });
  const env = {...process.env, MEMU_HOME: options.home, MEMU_LLM_HOSTS: host.url};
  const questions = [...someQuestions(options.sessions * options.questions, seeded(7))];
  const times = {starts: [] as number[], first: [] as Way[], later: [] as Way[]};
  try {
    for (let session = 0; session < options.sessions; session += 1) {
      const screen = new PtyProgram([...options.program, 'chat'], env);
      times.starts.push((await screen.sees('memory on')) - screen.startedAt);
      await screen.sees(model);
      for (const [n, question] of questions.splice(0, options.questions).entries()) {
        (n === 0 ? times.first : times.later).push(await ask(screen, host, question));
      }
      screen.type('\u0004');
      await screen.ended();
    }
  } finally {
    await host.close();
  }
  return times;
}

async function ask(screen: PtyProgram, host: OllamaContract, question: string): Promise<Way> {
  screen.type(question);
  await sleep(typingMs);
  const earlier = host.requests.length;
  const workedBefore = screen.processorMs();
  const pressedAt = performance.timeOrigin + screen.type('\r');
  const asked = () =>
    host.requests
      .slice(earlier)
      .find(
        ({path, body}) => path === '/api/chat' && body.messages.at(-1)?.content.includes(question),
      );
  while (!asked()) await sleep(1);
  const processor = screen.processorMs() - workedBefore;
  const took = Date.parse(asked()!.at) - pressedAt;
  await screen.sees('tokens/s');
  return {took, processor};
}
