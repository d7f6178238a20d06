/** The index of words after a large change: made ready now, so that the next question finds everything. */
import type {Memu} from '../../src/app/memu.ts';
import {MemuError} from '../../src/ground/errors.ts';
import {count} from '../../src/ground/text.ts';
import type {Cli} from './cli.ts';

/**
 * Brings the index up to date, with progress on a terminal. Returns how many changes are left, which
 * is none unless another process is in the way; that is told.
 */
export async function bringIndexUpToDate(cli: Cli, memu: Memu): Promise<number> {
  const {index} = await memu.openRecall();
  try {
    index.catchUp(Number.POSITIVE_INFINITY, (_, left) => {
      if (left > 0) cli.progress(`indexing: ${count(left, 'change')} left`);
    });
  } catch (error) {
    if (!(error instanceof MemuError)) throw error;
    cli.tell(`the index is behind (${error.message}); \`memu index\` catches up`);
  } finally {
    cli.endProgress();
  }
  return index.behind();
}
