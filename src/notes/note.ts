/** What a note is. */
import {defineKind, type EntryOf, type InputOf} from '../entries/entry.ts';
import {flag, optionalText} from '../entries/fields.ts';

export const noteKind = defineKind('note', 'notes', {pinned: flag, notebook: optionalText});

export type Note = EntryOf<typeof noteKind>;
export type NoteInput = InputOf<typeof noteKind>;
