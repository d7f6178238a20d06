/** What a screen shows at one moment, as strings, and how often it is drawn again. */
import type {Observable} from './model.ts';

export interface FrameCursor {
  /** Cells from the left. */
  readonly x: number;
  /** Rows from the top of the live part. */
  readonly y: number;
}

export interface Frame {
  /**
   * Lines that go above the live part for good, into the terminal's own scrollback. `batch` differs
   * for each lot, so that none is written twice.
   */
  readonly above: {readonly batch: number; readonly lines: readonly string[]};
  /** The part that is drawn again with every frame; never taller than the screen. */
  readonly live: readonly string[];
  /** Where the terminal's own cursor stands; hidden when undefined. */
  readonly cursor: FrameCursor | undefined;
}

/** Milliseconds between two frames: at most 30 a second. */
export const frameMs = 34;

export interface FramesOptions {
  /** Makes the frame of this moment. It may hand out what is finished, so it is called once a frame. */
  readonly draw: () => Frame;
  readonly model: Observable;
  readonly now?: () => number;
}

/**
 * Draws after changes of a model, at most once in `frameMs`: the first change at once (when the
 * current tick is over, so that all its changes are in), later ones when the time has come. Nothing
 * is drawn, and no timer runs, while nothing changes.
 */
export class Frames {
  readonly #draw: () => Frame;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: () => void;
  #frame: Frame;
  #drawnAt: number;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #isPaused = false;

  constructor(options: FramesOptions) {
    this.#draw = options.draw;
    this.#now = options.now ?? (() => performance.now());
    this.#frame = options.draw();
    this.#drawnAt = this.#now();
    this.#unsubscribe = options.model.subscribe(() => this.request());
  }

  readonly current = (): Frame => this.#frame;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks for a new frame, soon. */
  readonly request = (): void => {
    if (this.#timer || this.#immediate || this.#isPaused) return;
    const wait = this.#drawnAt + frameMs - this.#now();
    if (wait > 0) this.#timer = setTimeout(() => this.flush(), wait);
    else this.#immediate = setImmediate(() => this.flush());
  };

  /** Draws now. */
  readonly flush = (): void => {
    this.#cancel();
    if (this.#isPaused) return;
    const frame = this.#draw();
    if (isSame(frame, this.#frame)) return;
    this.#drawnAt = this.#now();
    this.#frame = frame;
    for (const listener of this.#listeners) listener();
  };

  /**
   * Draws nothing until `run` has settled: what is finished meanwhile goes into the next frame, and is
   * not lost on a terminal that belongs to another program.
   */
  async whilePaused(run: () => Promise<unknown>): Promise<void> {
    this.#cancel();
    this.#isPaused = true;
    try {
      await run();
    } finally {
      this.#isPaused = false;
      this.request();
    }
  }

  close(): void {
    this.#cancel();
    this.#unsubscribe();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }
}

const isSame = (one: Frame, other: Frame): boolean =>
  one.above.batch === other.above.batch &&
  one.cursor?.x === other.cursor?.x &&
  one.cursor?.y === other.cursor?.y &&
  one.live.length === other.live.length &&
  one.live.every((line, index) => line === other.live[index]);
