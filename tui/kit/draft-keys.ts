/** The keys of a text being written, as in a shell: the same in every input of memu. */
import type {Binding} from './bindings.ts';
import type {TextDraft} from './draft.ts';

export const draftKeys: readonly Binding<TextDraft>[] = [
  {key: ['ctrl+j', 'alt+enter'], does: 'make a new line', run: d => d.insert('\n')},
  {key: ['left', 'ctrl+b'], does: 'move left', run: d => d.left()},
  {key: ['right', 'ctrl+f'], does: 'move right', run: d => d.right()},
  {key: ['ctrl+left', 'alt+left', 'alt+b'], does: 'move a word left', run: d => d.wordLeft()},
  {key: ['ctrl+right', 'alt+right', 'alt+f'], does: 'move a word right', run: d => d.wordRight()},
  {key: ['home', 'ctrl+a'], does: 'go to the start of the line', run: d => d.toLineStart()},
  {key: ['end', 'ctrl+e'], does: 'go to the end of the line', run: d => d.toLineEnd()},
  {key: ['backspace', 'ctrl+h'], does: 'delete before the cursor', run: d => d.backspace()},
  {key: ['delete', 'ctrl+d'], does: 'delete after the cursor', run: d => d.deleteNext()},
  {key: ['ctrl+w', 'alt+backspace'], does: 'cut the word before', run: d => d.killWordLeft()},
  {key: ['alt+d', 'alt+delete'], does: 'cut the word after', run: d => d.killWordRight()},
  {key: 'ctrl+u', does: 'cut to the start of the line', run: d => d.killToStart()},
  {key: 'ctrl+k', does: 'cut to the end of the line', run: d => d.killToEnd()},
  {key: 'ctrl+y', does: 'put back what was cut', run: d => d.yank()},
  {key: 'ctrl+_', does: 'undo', run: d => d.undo()},
  {key: ['alt+_', 'alt+/'], does: 'redo', run: d => d.redo()},
];
