/** The jobs that a worker can run, by name, with the work of each. A room with long work adds its own here. */
import type {JobWork} from '../jobs/run-job.ts';
import type {Memu} from './memu.ts';

export const workerJobs: Readonly<Record<string, (memu: Memu) => JobWork>> = {
  /** Brings the index of words up to date, batch by batch. */
  index:
    memu =>
    async (_job, {signal, item, total}) => {
      const {index} = await memu.openRecall();
      total(index.behind());
      index.catchUp(Number.POSITIVE_INFINITY, done => {
        signal.throwIfAborted();
        item(`changes ${done}`);
      });
      return {passages: index.size()};
    },
};
