import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {type Frame, Frames, frameMs} from '../../../tui/kit/frame.ts';
import {Model} from '../../../tui/kit/model.ts';
import {eraseWrapped, wrapsAnew} from '../../../tui/kit/reflow.ts';

class Counter extends Model {
  n = 0;

  add(): void {
    this.n += 1;
    this.changed();
  }
}

const frameOf = (live: readonly string[], cursor?: {x: number; y: number}): Frame => ({
  above: {batch: 0, lines: []},
  live,
  cursor,
});

describe('frames', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function open() {
    const model = new Counter();
    const drawn: string[] = [];
    const frames = new Frames({
      model,
      draw: () => frameOf([String(model.n)]),
      now: () => Date.now(),
    });
    frames.subscribe(() => drawn.push(frames.current().live.join()));
    vi.advanceTimersByTime(1000);
    return {model, frames, drawn};
  }

  test('the first change is drawn at once, with everything that changed in the same tick', () => {
    const {model, drawn} = open();
    model.add();
    model.add();
    vi.advanceTimersByTime(1);
    expect(drawn).toEqual(['2']);
  });

  test('a thousand changes a second are thirty frames, and the last one is shown', () => {
    const {model, drawn} = open();
    for (let ms = 0; ms < 1000; ms += 1) {
      model.add();
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(frameMs);
    expect(drawn.length).toBeLessThanOrEqual(31);
    expect(drawn.at(-1)).toBe('1000');
  });

  test('what looks the same is not drawn, and nothing waits while nothing changes', () => {
    const {frames, drawn} = open();
    frames.request();
    vi.advanceTimersByTime(1000);
    expect(drawn).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('nothing is drawn while another program has the terminal; afterwards everything is', async () => {
    const {model, frames, drawn} = open();
    await frames.whilePaused(async () => {
      model.add();
      vi.advanceTimersByTime(1000);
      expect(drawn).toEqual([]);
    });
    vi.advanceTimersByTime(1);
    expect(drawn).toEqual(['1']);
  });
});

describe('a narrower terminal', () => {
  test('erases the rows that the frame takes now, and leaves the cursor where it is looked for', () => {
    const frame = frameOf(['x'.repeat(30), 'prompt', 'status'], {x: 3, y: 1});
    // At 10 columns the first line takes three rows: four up from the cursor's row would be one too many.
    expect(eraseWrapped(frame, 10)).toBe('\u001b[3A\r\u001b[J\n\n\n\u001b[2A');
    expect(eraseWrapped(frameOf(['ab']), 10)).toBe('\u001b[1A\r\u001b[J\n');
  });

  test('knows the terminals that cut instead of wrapping', () => {
    expect(wrapsAnew({TERM: 'xterm-256color'})).toBe(true);
    expect(wrapsAnew({TERM: 'xterm-256color', XTERM_VERSION: 'XTerm(390)'})).toBe(false);
    expect(wrapsAnew({TERM: 'linux'})).toBe(false);
  });
});
