/** A whole memu in a folder of its own, for tests of what it can do. */
import {Memu} from '../../src/app/memu.ts';
import {fixedClock} from '../../src/ground/time.ts';
import {newFolder} from '../support/folder.ts';

/** Opens one where it is nine o'clock on 2026-11-21, lends it, and closes it. No host of models answers. */
export async function withMemu<Result>(
  work: (memu: Memu) => Promise<Result> | Result,
): Promise<Result> {
  const env = {MEMU_HOME: newFolder(), MEMU_LLM_HOSTS: 'http://127.0.0.1:9'};
  const memu = await Memu.open({env, clock: fixedClock('2026-11-21T09:00:00.000Z')});
  try {
    return await work(memu);
  } finally {
    memu.close();
  }
}
