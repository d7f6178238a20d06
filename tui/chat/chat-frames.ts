/** Makes one frame of the chat after the other: takes what is finished, draws what is live. */
import type {Frame} from '../kit/frame.ts';
import type {TerminalSize} from '../kit/terminal.ts';
import type {Theme} from '../kit/theme.ts';
import {draftWidth, drawLive, transcriptLines} from './chat-draw.ts';
import type {ChatControls} from './chat-keys.ts';

export interface ChatFramesOptions {
  readonly size: () => TerminalSize;
  readonly theme: Theme;
  readonly isReader: boolean;
}

export class ChatFrames {
  readonly #controls: ChatControls;
  readonly #options: ChatFramesOptions;
  #batch = 0;
  #lastActivity = '';

  constructor(controls: ChatControls, options: ChatFramesOptions) {
    this.#controls = controls;
    this.#options = options;
  }

  /** The frame of this moment. What is finished is in it, and in no later one. */
  draw(): Frame {
    const {model} = this.#controls;
    const options = {...this.#options, size: this.#options.size()};
    model.draft.resize(draftWidth(options.size));
    const lines = [...transcriptLines(model.takeFinished(), options), ...this.#spoken()];
    if (lines.length > 0) this.#batch += 1;
    const above = {batch: this.#batch, lines};
    if (model.isLeaving) return {above, live: [], cursor: undefined};
    const {lines: live, cursor} = drawLive(this.#controls, options);
    return {above, live, cursor};
  }

  /** For a screen reader, what is waited for is said once, as a line, and never changes. */
  #spoken(): readonly string[] {
    const {turn} = this.#controls.model;
    const text = turn?.activity.text ?? '';
    if (!this.#options.isReader || text === this.#lastActivity) return [];
    this.#lastActivity = text;
    return text === '' ? [] : [`memu: ${text}`];
  }
}
