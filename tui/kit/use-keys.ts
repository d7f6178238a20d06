/** The way from Ink's keyboard events to a screen: single keys, and pastes that arrive whole. */
import {useInput, usePaste} from 'ink';
import {type Keystroke, keystrokes, pasted} from './keystroke.ts';

export function useKeys(onKey: (keystroke: Keystroke) => void): void {
  useInput((input, key) => {
    for (const keystroke of keystrokes(input, key)) onKey(keystroke);
  });
  usePaste(text => onKey(pasted(text)));
}
