/** What an entry is called where there is one line for it. */
import {excerpt} from '../ground/text.ts';

/** A name for an entry: its title, or the first words of what it says. */
export const nameOf = (entry: {readonly title: string; readonly body: string}): string =>
  entry.title || excerpt(entry.body, 72) || '(empty)';
