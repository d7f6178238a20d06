/** The events of a turn as text for people, as one JSON document, or as JSON lines. */
import {eventJson, type Proposal, type TurnEvent} from '../../src/assistant/conversation/events.ts';
import {type ExitCode, exitCodes} from '../../src/ground/errors.ts';
import {safeText} from '../../src/ground/text.ts';
import type {Cli} from '../cli/cli.ts';

export interface OutputForm {
  readonly form: 'text' | 'json' | 'jsonl';
  readonly isStreaming: boolean;
}

export interface EventPrinter {
  take(event: TurnEvent): void;
  /** After the last event: prints what waits for the end and sets the exit code. */
  end(): void;
}

export function eventPrinter(cli: Cli, {form, isStreaming}: OutputForm): EventPrinter {
  if (form === 'jsonl') return new LinesPrinter(cli);
  return form === 'json' ? new DocumentPrinter(cli) : new TextPrinter(cli, isStreaming);
}

/** One object a line, as it happens. */
class LinesPrinter implements EventPrinter {
  readonly #cli: Cli;

  constructor(cli: Cli) {
    this.#cli = cli;
  }

  take(event: TurnEvent): void {
    const code = exitCodeOf(event);
    if (code !== undefined) this.#cli.setExitCode(code);
    if (event.type === 'error') return printError(this.#cli, event);
    this.#cli.printJsonLine(eventJson(event));
  }

  end(): void {}
}

/** Everything at the end, in one document. */
class DocumentPrinter implements EventPrinter {
  readonly #cli: Cli;
  readonly #events: TurnEvent[] = [];

  constructor(cli: Cli) {
    this.#cli = cli;
  }

  take(event: TurnEvent): void {
    this.#events.push(event);
  }

  end(): void {
    const failed = this.#of('error')[0];
    if (failed) {
      this.#cli.setExitCode(failed.exitCode);
      return printError(this.#cli, failed);
    }
    const done = this.#of('done')[0];
    const session = this.#of('session')[0];
    const recall = this.#of('recall').at(-1);
    if (!done) return;
    this.#cli.setExitCode(done.exitCode);
    this.#cli.printJson({
      conversation: done.conversation ?? null,
      turn: done.turn ?? null,
      host: this.#of('usage')[0]?.host ?? session?.host ?? null,
      model: this.#of('usage')[0]?.model ?? session?.model ?? null,
      state: done.state,
      reason: done.reason ?? null,
      text: done.text,
      cited: done.cited,
      citations: this.#json('citation'),
      entries: recall ? (eventJson(recall).entries as unknown[]) : [],
      left_out: recall?.leftOut ?? [],
      proposals: this.#of('proposal').map(event => eventJson(event).proposal),
      usage: this.#json('usage')[0] ?? null,
      notices: this.#of('notice').map(event => event.text),
    });
  }

  #of<Type extends TurnEvent['type']>(type: Type): Extract<TurnEvent, {type: Type}>[] {
    return this.#events.filter(
      (event): event is Extract<TurnEvent, {type: Type}> => event.type === type,
    );
  }

  #json(type: TurnEvent['type']): unknown[] {
    return this.#of(type).map(event => {
      const {type: _, ...fields} = eventJson(event);
      return fields;
    });
  }
}

/** The bare answer on stdout; everything about it on stderr. */
export class TextPrinter implements EventPrinter {
  readonly #cli: Cli;
  readonly #isStreaming: boolean;
  /** Numbers that were cited and stand for nothing; told when the answer is there. */
  readonly #unknown = new Set<number>();
  #isAtLineStart = true;
  #usage: Extract<TurnEvent, {type: 'usage'}> | undefined;

  constructor(cli: Cli, isStreaming: boolean) {
    this.#cli = cli;
    this.#isStreaming = isStreaming;
  }

  take(event: TurnEvent): void {
    switch (event.type) {
      case 'status':
        if (this.#isAtLineStart) this.#cli.progress(event.text);
        return;
      case 'notice':
        this.#ownLine();
        return this.#cli.tell(event.text);
      case 'recall':
        if (event.leftOut.length > 0) this.#cli.tell(`left out: ${event.leftOut.join(', ')}`);
        return;
      case 'delta':
        if (this.#isStreaming) this.#write(event.text);
        return;
      case 'citation':
        if (!event.isKnown) this.#unknown.add(event.number);
        return;
      case 'usage':
        this.#usage = event;
        return;
      case 'proposal':
        this.#ownLine();
        return this.#cli.tell(proposalLine(event.proposal));
      case 'done':
        return this.#finish(event);
      case 'error':
        this.#ownLine();
        this.#cli.setExitCode(event.exitCode);
        return printError(this.#cli, event);
      default:
    }
  }

  end(): void {
    this.#ownLine();
  }

  #finish(event: Extract<TurnEvent, {type: 'done'}>): void {
    if (!this.#isStreaming) this.#write(event.text);
    this.#ownLine();
    if (this.#usage && this.#cli.isInteractive) this.#cli.tell(whoAnswered(this.#usage));
    for (const number of this.#unknown)
      this.#cli.tell(`[${number}] was cited and is no entry; it was taken out`);
    if (event.state === 'stopped') this.#cli.tell('stopped');
    if (event.reason !== undefined) this.#cli.tell(`incomplete: ${event.reason}`);
    this.#cli.setExitCode(event.exitCode);
  }

  #write(text: string): void {
    if (text === '') return;
    if (this.#isAtLineStart) this.#cli.endProgress();
    this.#cli.printReady(safeText(text));
    this.#isAtLineStart = text.endsWith('\n');
  }

  #ownLine(): void {
    if (this.#isAtLineStart) return this.#cli.endProgress();
    this.#cli.printReady('\n');
    this.#isAtLineStart = true;
  }
}

/** For a person at a terminal: which model this was, and what it took. */
const whoAnswered = ({
  model,
  host,
  answerTokens,
  speed,
  cost,
}: Extract<TurnEvent, {type: 'usage'}>): string =>
  [
    `${model} on ${host}`,
    answerTokens === undefined ? '' : `${answerTokens} tokens`,
    speed === undefined ? '' : `${speed.toFixed(1)} tokens/s`,
    cost === undefined ? '' : `$${cost.toFixed(4)}`,
  ]
    .filter(part => part !== '')
    .join(', ');

/** With the command that says yes to it, for it waits. */
function proposalLine({id, kind, title, state, entry}: Proposal): string {
  if (kind === 'complete_task') {
    return state === 'accepted'
      ? `done: ${title}`
      : `is it done? ${title}  (memu task done ${entry?.slice(0, 8)})`;
  }
  return state === 'accepted'
    ? `kept ${kind}: ${title}`
    : `proposed ${kind}: ${title}  (memu memory accept ${id.slice(0, 8)})`;
}

const exitCodeOf = (event: TurnEvent): ExitCode | undefined =>
  event.type === 'done' || event.type === 'error' ? event.exitCode : undefined;

function printError(cli: Cli, event: Extract<TurnEvent, {type: 'error'}>): void {
  const {code, message, hint = null} = event;
  if (cli.json) {
    cli.tellJson({error: {code, message, hint}});
  } else {
    cli.tell(`memu: ${message}`);
    if (hint) cli.tell(`  ${hint}`);
  }
  if (event.exitCode === exitCodes.done) cli.setExitCode(exitCodes.bug);
}
