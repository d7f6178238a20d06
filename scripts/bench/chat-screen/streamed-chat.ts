/** A conversation whose answers are made of numbered words at a given pace. */
import {setImmediate as nextTick, setTimeout as sleep} from 'node:timers/promises';
import type {ChatStatus, TurnOptions} from '../../../src/assistant/chat.ts';
import type {Proposal, TurnEvent} from '../../../src/assistant/conversation/events.ts';
import {exitCodes} from '../../../src/ground/errors.ts';
import type {ScreenChat} from '../../../tui/chat/ports.ts';

export interface Pace {
  readonly tokens: number;
  /** Tokens a second; as fast as they are taken when it is 0. */
  readonly perSecond: number;
}

const perParagraph = 120;

export class StreamedChat implements ScreenChat {
  readonly status: ChatStatus = {
    connection: 'ready',
    host: 'http://127.0.0.1:11434',
    model: 'script',
    memory: true,
    incognito: false,
    title: undefined,
    conversation: undefined,
    failures: [],
  };
  pace: Pace = {tokens: 10, perSecond: 0};
  /** When each token of the answer left, in milliseconds. */
  sentAt: number[] = [];

  onStatus(): () => void {
    return () => {};
  }

  warmUp(): void {}

  async *send(_text: string, {signal}: TurnOptions = {}): AsyncIterable<TurnEvent> {
    const {tokens, perSecond} = this.pace;
    this.sentAt = [];
    const startedAt = performance.now();
    for (let n = 0; n < tokens && !signal?.aborted; n += 1) {
      const due = perSecond > 0 ? startedAt + (n * 1000) / perSecond : 0;
      const wait = due - performance.now();
      if (wait > 0) await sleep(wait);
      else if (n % 100 === 0) await nextTick();
      this.sentAt.push(performance.now());
      yield {type: 'delta', text: word(n)};
    }
    yield {
      type: 'done',
      turn: undefined,
      conversation: undefined,
      state: signal?.aborted ? 'stopped' : 'complete',
      text: '',
      reason: undefined,
      exitCode: exitCodes.done,
      cited: [],
    };
  }

  retry(options?: TurnOptions): AsyncIterable<TurnEvent> {
    return this.send('', options);
  }

  command(line: string, options?: TurnOptions): AsyncIterable<TurnEvent> {
    return this.send(line, options);
  }

  accept(): Proposal {
    throw new Error('no proposals here');
  }

  drop(): Proposal {
    throw new Error('no proposals here');
  }
}

/** `w00042`, in Markdown with paragraphs, lists, emphasis and code. */
function word(n: number): string {
  const name = `w${String(n).padStart(5, '0')}`;
  const place = n % perParagraph;
  if (place === perParagraph - 1) return ` ${name}.\n\n`;
  if (place % 40 === 20) return ` **${name}**`;
  if (place === 60) return `\n\n- ${name}`;
  if (place > 60 && place % 15 === 0) return `\n- ${name}`;
  return ` ${name}`;
}
