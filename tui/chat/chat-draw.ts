/** Draws the chat as strings: what goes into the scrollback, and the live part at the bottom. */
import type {Proposal} from '../../src/assistant/conversation/events.ts';
import {count, safeLine} from '../../src/ground/text.ts';
import {hostText} from '../../src/models/transport/host-text.ts';
import {keyHints} from '../kit/bindings.ts';
import type {FrameCursor} from '../kit/frame.ts';
import type {TerminalSize} from '../kit/terminal.ts';
import type {Theme} from '../kit/theme.ts';
import {cells, cutCells, padCells} from '../kit/width.ts';
import {cardFields} from './card-text.ts';
import {type ChatControls, chatKeys} from './chat-keys.ts';
import type {ChatModel} from './chat-model.ts';
import {itemLines, type TranscriptItem} from './transcript.ts';
import type {LiveTurn} from './turn.ts';

export interface ChatDrawOptions {
  readonly size: TerminalSize;
  readonly theme: Theme;
  /** For screen readers: nothing is drawn twice, and no line changes by itself. */
  readonly isReader: boolean;
}

export interface LivePart {
  readonly lines: readonly string[];
  readonly cursor: FrameCursor | undefined;
}

/** Text is easier to read in lines that are not too long. */
const widestText = 100;
const mostCards = 4;
const mostChoices = 6;
const mostQueued = 4;

/** Cells that text may take; the last column stays free, so that no terminal wraps a full line. */
const textWidth = (size: TerminalSize): number =>
  Math.max(10, Math.min(widestText, size.columns - 1));

/** Cells for the draft, beside the prompt sign. */
export const draftWidth = (size: TerminalSize): number => Math.max(4, size.columns - 3);

export const transcriptLines = (
  items: readonly TranscriptItem[],
  {size, theme}: ChatDrawOptions,
): readonly string[] => items.flatMap(item => itemLines(item, textWidth(size), theme));

/** The live part: at most as tall as the screen less one row, cut where it matters least. */
export function drawLive(controls: ChatControls, options: ChatDrawOptions): LivePart {
  const {model} = controls;
  const {size, theme} = options;
  // A frame as tall as the screen would make the terminal scroll with each redraw.
  const room = Math.max(3, size.rows - 1);
  const status = [statusLine(controls, options)];
  const input = inputPart(model, options, Math.max(1, Math.floor(room / 2)));
  const below = [...menuLines(model, options), ...status];
  const cards = cardLines(controls, options);
  const activity = model.turn && !options.isReader ? [activityLine(model, model.turn, theme)] : [];
  const queued = queuedLines(model, options);
  const around = [...cards, ...queued, '', ...input.lines, ...below];
  const answer = openAnswer(model, options, room - around.length - activity.length - 1);
  const top = [
    ...answer,
    ...(activity.length > 0 ? ['', ...activity] : []),
    ...cards,
    ...queued,
    '',
  ];
  const lines = [...top, ...input.lines, ...below];
  const extra = Math.max(0, lines.length - room);
  const y = top.length + input.cursor.y - extra;
  const hasCursor = model.focus === 'draft' && y >= 0;
  return {
    lines: lines.slice(extra),
    cursor: hasCursor ? {x: Math.min(input.cursor.x, size.columns - 1), y} : undefined,
  };
}

/** The end of the paragraph being written, as much as there is room for. */
function openAnswer(model: ChatModel, options: ChatDrawOptions, room: number): readonly string[] {
  if (!model.turn || options.isReader || room <= 0) return [];
  const lines = transcriptLines(model.turn.open(), options);
  return lines.slice(-room);
}

function activityLine(model: ChatModel, turn: LiveTurn, theme: Theme): string {
  const {text, since} = turn.activity;
  const seconds = Math.floor((model.now() - since) / 1000);
  const speed = turn.speed === undefined ? '' : `, ${turn.speed.toFixed(1)} tokens/s`;
  const waited = seconds > 0 && turn.speed === undefined ? ` (${seconds} s)` : '';
  const stop = turn.isStopping ? '' : theme.dim(` ${theme.glyphs.dot} Esc stops`);
  return `  ${theme.accent(text + speed)}${theme.dim(waited)}${stop}`;
}

function queuedLines(model: ChatModel, {size, theme}: ChatDrawOptions): readonly string[] {
  const {queued, isQueueHeld} = model;
  if (queued.length === 0) return [];
  const word = isQueueHeld ? 'held' : 'next';
  const rest = queued.length - mostQueued;
  const lines = [
    ...queued.slice(0, mostQueued).map(line => `${word}: ${safeLine(line)}`),
    ...(rest > 0 ? [`and ${rest} more`] : []),
    ...(isQueueHeld ? ['Enter sends what is held, Up takes the last back'] : []),
  ];
  const width = textWidth(size) - 2;
  return ['', ...lines.map(line => `  ${theme.dim(cutCells(line, width, theme.glyphs.cut))}`)];
}

interface InputPart {
  readonly lines: readonly string[];
  readonly cursor: FrameCursor;
}

/** The draft around its cursor, behind the prompt sign. */
function inputPart(model: ChatModel, options: ChatDrawOptions, room: number): InputPart {
  const {draft} = model;
  const {theme} = options;
  const rows = draft.rows();
  const {row, column} = draft.place(rows);
  const first = Math.max(0, Math.min(row - Math.floor(room / 2), rows.length - room));
  const shown = rows.slice(first, first + room);
  const sign = theme.accent(theme.glyphs.prompt);
  const lines = shown.map(({text}, index) => {
    const above = first > 0 && index === 0;
    const isBelow = first + room < rows.length && index === room - 1;
    const mark = above || isBelow ? theme.dim(theme.glyphs.more) : ' ';
    return `${first + index === 0 ? sign : mark} ${text.replaceAll('\t', ' ')}`.trimEnd();
  });
  if (draft.isEmpty) lines[0] = `${sign} ${theme.dim(placeholder(model))}`.trimEnd();
  return {lines, cursor: {x: column + 2, y: row - first}};
}

function placeholder(model: ChatModel): string {
  if (model.isArmed) return 'Ctrl+C again leaves';
  return model.hasSent || model.focus === 'cards'
    ? ''
    : 'Ask, or tell me something to keep. /help lists what there is.';
}

function menuLines(model: ChatModel, {size, theme}: ChatDrawOptions): readonly string[] {
  const {choices, selected} = model.completion;
  if (choices.length === 0 || model.focus !== 'draft') return [];
  const first = Math.max(0, Math.min(selected - 2, choices.length - mostChoices));
  const shown = choices.slice(first, first + mostChoices);
  const wide = Math.min(36, Math.max(...shown.map(({label}) => cells(safeLine(label)))));
  const more = choices.length - shown.length;
  const lines = shown.map(({label, detail}, index) => {
    const isSelected = first + index === selected;
    const mark = isSelected ? theme.glyphs.cursor : ' ';
    const name = padCells(safeLine(label), wide, theme.glyphs.cut);
    const rest = cutCells(safeLine(detail), Math.max(0, size.columns - wide - 6), theme.glyphs.cut);
    const line = `  ${mark} ${name}`;
    return `${isSelected ? theme.chosen(line) : line}  ${theme.dim(rest)}`.trimEnd();
  });
  return more > 0 ? [...lines, theme.dim(`    and ${more} more`)] : lines;
}

function cardLines(controls: ChatControls, options: ChatDrawOptions): readonly string[] {
  const {model} = controls;
  const {theme} = options;
  const {open, selected} = model.cards;
  if (open.length === 0 || model.editedCard) return [];
  const isFocused = model.focus === 'cards';
  const first = Math.max(0, Math.min(selected - 1, open.length - mostCards));
  const shown = open.slice(first, first + mostCards);
  const title = `  ${count(open.length, 'proposal')}`;
  const hint = isFocused ? hintsText(controls) : `Tab to decide; nothing is kept before that`;
  const more = open.length - shown.length;
  return [
    '',
    `${theme.strong(title)} ${theme.dim(`${theme.glyphs.dot} ${hint}`)}`,
    ...shown.map((card, index) =>
      cardLine(card, cardFields(card, model.today), {
        ...options,
        isSelected: isFocused && first + index === selected,
      }),
    ),
    ...(more > 0 ? [theme.dim(`    and ${more} more`)] : []),
  ];
}

const cardWords: Readonly<Record<Proposal['kind'], string>> = {
  task: 'task',
  note: 'note',
  memory: 'memory',
  complete_task: 'done',
};

function cardLine(
  card: Proposal,
  fields: readonly string[],
  {size, theme, isSelected}: ChatDrawOptions & {readonly isSelected: boolean},
): string {
  const mark = isSelected ? theme.glyphs.cursor : ' ';
  const words = [safeLine(card.title), ...fields.map(safeLine)].join(` ${theme.glyphs.dot} `);
  const text = cutCells(words, textWidth(size) - 13, theme.glyphs.cut);
  const line = `  ${mark} ${cardWords[card.kind].padEnd(7)} ${text}`;
  return isSelected ? theme.chosen(line) : line;
}

const hintsText = (controls: ChatControls): string =>
  keyHints(chatKeys, controls)
    .map(({keys, does}) => `${keys} ${does}`)
    .join(', ');

/** Host, model, memory: with whom one talks, and what it knows. */
function statusLine(controls: ChatControls, {size, theme}: ChatDrawOptions): string {
  const {status, editedCard} = controls.model;
  if (editedCard) {
    return `  ${theme.dim(cutCells('editing a card: Enter keeps it, Esc leaves it as it was', size.columns - 3, theme.glyphs.cut))}`;
  }
  const memory = status.memory ? 'memory on' : 'memory off';
  const parts = [
    connectionText(status),
    memory,
    ...(status.incognito ? ['incognito: nothing is kept'] : []),
    ...(status.title ? [safeLine(status.title)] : []),
  ];
  const text = cutCells(parts.join(` ${theme.glyphs.dot} `), size.columns - 3, theme.glyphs.cut);
  return `  ${status.connection === 'offline' ? theme.warn(text) : theme.dim(text)}`;
}

function connectionText(status: ChatModel['status']): string {
  if (status.connection === 'checking') return 'looking for a model';
  if (status.connection === 'offline') return 'no model: answers are quotes from your notes';
  const model = safeLine(status.model ?? 'no model');
  return status.host === undefined ? model : `${model} on ${hostText(status.host)}`;
}
