/** A line that asks for something to be kept or done: the card says it, quotes would only be in the way. */

import type {ExtractivePart} from '../extractive/extractive-answer.ts';
import {readOrder, readWish} from '../proposals/proposal-drafts.ts';
import {readDone, taskNamed} from '../proposals/ticking-off.ts';
import type {Life} from './life.ts';

/** Undefined for what was done and is no task: that is news, and no request. */
export function requestAnswer(text: string, life: Life): ExtractivePart | undefined {
  if (readOrder(text) || readWish(text) !== undefined)
    return {text: 'Nothing is written yet: the card waits for your yes.', cited: []};
  const done = readDone(text);
  if (done !== undefined) {
    const task = taskNamed(done, life.open());
    const isOrder = !/^\W*(?:i|we)\b/i.test(text);
    if (task)
      return {text: `"${task.title}" is done once you say yes to its card.`, cited: [task.id]};
    return isOrder ? {text: 'No open task is called so.', cited: []} : undefined;
  }
  return {
    text: 'Without a model only tasks, notes, memories and ticking off are understood: "add a task to …", "note that …", "remind me to …", "… is done".',
    cited: [],
  };
}
