/** Puts frames on the terminal through Ink: finished lines once, the live part again and again. */
import {Static, Text, useApp, useCursor} from 'ink';
import {useEffect, useSyncExternalStore} from 'react';
import type {Frames} from './frame.ts';
import type {Keystroke} from './keystroke.ts';
import type {ScreenTerminal} from './terminal.ts';
import {useKeys} from './use-keys.ts';

export interface FrameViewProps {
  readonly frames: Frames;
  readonly onKey: (keystroke: Keystroke) => void;
  readonly terminal: ScreenTerminal;
}

export function FrameView({frames, onKey, terminal}: FrameViewProps) {
  const frame = useSyncExternalStore(frames.subscribe, frames.current);
  useKeys(onKey);
  const {suspendTerminal} = useApp();
  useEffect(
    () => terminal.attach(run => frames.whilePaused(() => suspendTerminal(run))),
    [terminal, frames, suspendTerminal],
  );
  const {setCursorPosition} = useCursor();
  setCursorPosition(frame.cursor && {...frame.cursor});
  const {batch, lines} = frame.above;
  return (
    <>
      {/* A new key for each batch: what is written is forgotten, so memory does not grow. */}
      <Static key={batch} items={lines.length > 0 ? [lines.join('\n')] : []}>
        {text => (
          <Text key="lines" wrap="truncate-end">
            {text}
          </Text>
        )}
      </Static>
      <Text wrap="truncate-end">{frame.live.join('\n')}</Text>
    </>
  );
}
