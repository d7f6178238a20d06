/** Takes over the terminal for one screen, and gives it back however the screen ends. */
import {render} from 'ink';
import {endingSignals, exitBySignal} from '../../src/ground/signals.ts';
import type {Frames} from './frame.ts';
import {FrameView} from './frame-view.tsx';
import type {Keystroke} from './keystroke.ts';
import type {Model} from './model.ts';
import {eraseWrapped, wrapsAnew} from './reflow.ts';
import type {ScreenTerminal, Terminal} from './terminal.ts';
import type {Environment} from './theme.ts';

export interface ScreenOptions {
  readonly terminal: Terminal;
  readonly frames: Frames;
  readonly model: Model & {readonly isLeaving: boolean; leave(): void};
  readonly control: ScreenTerminal;
  readonly onKey: (keystroke: Keystroke) => void;
  readonly env: Environment;
  /** On a screen of its own, which vanishes at the end; otherwise below what is there. */
  readonly isFullScreen?: boolean;
}

/**
 * Settles when the model is leaving and the last frame is written. A bug anywhere in the program
 * meanwhile rejects, after the terminal is as it was. SIGTERM and SIGHUP end the screen in the same
 * order, so that what is on its way can still be kept; the program then dies of the signal at its end.
 */
export async function showScreen(options: ScreenOptions): Promise<void> {
  const {terminal, frames} = options;
  // Before Ink's own listener, which erases as many rows as it wrote.
  const stopErasing = options.isFullScreen ? () => {} : eraseWhenNarrower(options);
  // The other screen begins where the cursor stands, which need not be the left edge.
  if (options.isFullScreen) terminal.stdout.write('\r');
  const instance = render(
    <FrameView frames={frames} onKey={options.onKey} terminal={options.control} />,
    {
      ...terminal,
      interactive: true,
      patchConsole: false, // what packages print goes its own way, guarded
      exitOnCtrlC: false,
      incrementalRendering: true,
      // The frames themselves are made for screen readers; Ink's way would say each one anew.
      isScreenReaderEnabled: false,
      alternateScreen: options.isFullScreen ?? false,
      // Frames are paced by `Frames`; a second pace behind it would only make them late.
      maxFps: 1000,
    },
  );
  terminal.stdout.on('resize', frames.request);
  const ending = watchForEnd(options);
  try {
    await Promise.race([instance.waitUntilExit(), ending.end]);
    frames.flush();
    await instance.waitUntilRenderFlush();
  } finally {
    terminal.stdout.off('resize', frames.request);
    stopErasing();
    frames.close();
    instance.unmount();
    await instance.waitUntilExit().catch(() => {});
    ending.stop();
  }
}

/**
 * Settles when the person leaves or the terminal goes away (Ctrl+D typed before the screen took over
 * also ends the input); rejects with the first bug that nothing else catches.
 */
function watchForEnd({model, terminal: {stdin}}: ScreenOptions) {
  const {promise: end, resolve, reject} = Promise.withResolvers<void>();
  const bugs = ['uncaughtException', 'unhandledRejection'] as const;
  const endings = ['end', 'close'] as const;
  const onSignal = (signal: NodeJS.Signals) => {
    exitBySignal(signal);
    model.leave();
  };
  const unsubscribe = model.subscribe(() => {
    if (model.isLeaving) resolve();
  });
  for (const name of endings) stdin.on(name, resolve);
  for (const name of bugs) process.on(name, reject);
  for (const name of endingSignals) process.once(name, onSignal);
  const stop = () => {
    unsubscribe();
    for (const name of endings) stdin.off(name, resolve);
    for (const name of bugs) process.off(name, reject);
    for (const name of endingSignals) process.off(name, onSignal);
  };
  return {end, stop};
}

function eraseWhenNarrower({terminal: {stdout}, frames, env}: ScreenOptions): () => void {
  if (!wrapsAnew(env)) return () => {};
  let before = stdout.columns;
  const onResize = () => {
    if (stdout.columns < before) stdout.write(eraseWrapped(frames.current(), stdout.columns));
    before = stdout.columns;
  };
  stdout.on('resize', onResize);
  return () => stdout.off('resize', onResize);
}
