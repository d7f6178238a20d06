/** One answer while it arrives: what is waited for, what is written, what it cites. */
import type {
  DoneEvent,
  RecalledEntry,
  TurnEvent,
  UsageEvent,
} from '../../src/assistant/conversation/events.ts';
import {grouped, safeLine} from '../../src/ground/text.ts';
import {type Lexer, MarkdownStream, type Piece} from '../markdown/markdown-stream.ts';
import type {Source, TranscriptItem} from './transcript.ts';

export interface Activity {
  /** `reading 1,840 tokens, about 22 s` */
  readonly text: string;
  /** When it began, in milliseconds of the turn's clock. */
  readonly since: number;
}

/** Fewer tokens than this say nothing about speed. */
const fewestForSpeed = 8;

export class LiveTurn {
  /** What the person asked, as typed. */
  readonly question: string;
  readonly #controller = new AbortController();
  readonly #now: () => number;
  readonly #markdown: MarkdownStream;
  readonly #recalled = new Map<string, RecalledEntry>();
  readonly #sources = new Map<string, Source>();
  #activity: Activity;
  #hasText = false;
  #tokens = 0;
  #firstTokenAt = 0;
  #lastTokenAt = 0;
  #usage: UsageEvent | undefined;
  #end: 'failed' | DoneEvent['state'] | undefined;
  /** Something kept was quoted, or a card was made. */
  #isServed = false;

  constructor(question: string, lex: Lexer, now: () => number) {
    this.question = question;
    this.#now = now;
    this.#markdown = new MarkdownStream(lex);
    this.#activity = {text: 'one moment', since: now()};
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isStopping(): boolean {
    return this.signal.aborted;
  }

  get activity(): Activity {
    return this.#activity;
  }

  get hasText(): boolean {
    return this.#hasText;
  }

  /** True when nothing answered, neither a model nor what is kept: the person will want to ask again. */
  get wantsDraftBack(): boolean {
    return this.#end === 'failed' || (this.#end === 'quoted' && !this.#isServed);
  }

  /** Tokens a second while writing; undefined until it means something. */
  get speed(): number | undefined {
    const seconds = (this.#lastTokenAt - this.#firstTokenAt) / 1000;
    return this.#tokens < fewestForSpeed || seconds <= 0 ? undefined : (this.#tokens - 1) / seconds;
  }

  stop(): void {
    this.#controller.abort();
    this.#setActivity('stopping');
  }

  /** What an event adds to the transcript. */
  take(event: TurnEvent): readonly TranscriptItem[] {
    switch (event.type) {
      case 'status':
        if (!this.isStopping) this.#setActivity(safeLine(event.text));
        return [];
      case 'recall':
        for (const entry of event.entries) this.#recalled.set(entry.id, entry);
        return leftOutItems(event.leftOut);
      case 'delta':
        this.#write(event.text);
        return [];
      case 'citation':
        this.#cite(event);
        return [];
      case 'notice':
        return [{kind: event.level, text: event.text}];
      case 'proposal':
        this.#isServed = true;
        return [];
      case 'usage':
        this.#usage = event;
        return [];
      case 'done':
        this.#end = event.state;
        if (event.cited.length > 0) this.#isServed = true;
        return [
          ...this.#rest(),
          ...endItems(event),
          ...this.#sourceItems(),
          ...this.#footer(event),
        ];
      case 'error':
        return this.fail(event.message, event.hint);
      default:
        return [];
    }
  }

  /** What an earlier answer adds to the transcript. */
  takeWhole({text, state}: Pick<DoneEvent, 'text' | 'state'>): readonly TranscriptItem[] {
    this.#markdown.append(text);
    return [...this.#rest(), ...endItems({state})];
  }

  /** The turn ended without an answer; what arrived stays. */
  fail(message: string, hint?: string): readonly TranscriptItem[] {
    this.#end = 'failed';
    const rest = this.#rest();
    return [...rest, {kind: 'error', text: message, ...(hint !== undefined && {hint})}];
  }

  /** Finished parts of the answer since the last call. */
  settle(): readonly TranscriptItem[] {
    return this.#items(this.#markdown.settle());
  }

  /** The paragraph being written. */
  open(): readonly TranscriptItem[] {
    return this.#markdown
      .openPieces()
      .map((piece, index) => ({kind: 'answer', piece, isFirst: !this.#hasText && index === 0}));
  }

  #rest(): readonly TranscriptItem[] {
    return this.#items(this.#markdown.end());
  }

  #items(pieces: readonly Piece[]): readonly TranscriptItem[] {
    return pieces.map(piece => {
      const isFirst = !this.#hasText;
      this.#hasText = true;
      return {kind: 'answer', piece, isFirst};
    });
  }

  #setActivity(text: string): void {
    if (text === this.#activity.text) return;
    this.#activity = {text, since: this.#now()};
  }

  #write(text: string): void {
    this.#markdown.append(text);
    this.#lastTokenAt = this.#now();
    if (this.#tokens === 0) this.#firstTokenAt = this.#lastTokenAt;
    this.#tokens += 1;
    if (!this.isStopping) this.#setActivity('writing');
  }

  #cite(event: Extract<TurnEvent, {type: 'citation'}>): void {
    const {id, prefix, title} = event;
    if (!event.isKnown || id === undefined || prefix === undefined) return;
    const kind = this.#recalled.get(id)?.kind ?? 'entry';
    this.#sources.set(id, {prefix, kind, title: title ?? ''});
  }

  #sourceItems(): readonly TranscriptItem[] {
    return this.#sources.size > 0 ? [{kind: 'sources', sources: [...this.#sources.values()]}] : [];
  }

  #footer(done: DoneEvent): readonly TranscriptItem[] {
    const usage = this.#usage;
    if (!usage || done.state === 'quoted' || done.state === 'cached') return [];
    const parts = [
      usage.model,
      usage.answerTokens === undefined ? '' : `${grouped(usage.answerTokens)} tokens`,
      usage.speed === undefined ? '' : `${usage.speed.toFixed(1)} tokens/s`,
    ].filter(part => part !== '');
    return [{kind: 'footer', text: parts.join(' · ')}];
  }
}

const leftOutItems = (leftOut: readonly string[]): readonly TranscriptItem[] =>
  leftOut.length === 0
    ? []
    : [{kind: 'info', text: `Left out to fit the model's window: ${leftOut.join(', ')}.`}];

const endWords: Readonly<Record<DoneEvent['state'], string>> = {
  complete: '',
  stopped: 'Stopped. The part above is kept.',
  incomplete: 'The answer broke off. The part above is kept.',
  // These say at their beginning what they are.
  quoted: '',
  cached: '',
};

function endItems(
  done: Pick<DoneEvent, 'state'> & {readonly reason?: string | undefined},
): readonly TranscriptItem[] {
  const words = endWords[done.state];
  if (words === '') return [];
  const reason = done.reason && done.reason !== words ? ` ${done.reason}` : '';
  return [{kind: done.state === 'incomplete' ? 'warning' : 'info', text: words + reason}];
}
