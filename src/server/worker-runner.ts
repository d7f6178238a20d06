/** Starting the runner of a job so that it outlives the connection that asked for it. */
import {join} from 'node:path';
import {startDetached} from '../ground/process.ts';
import type {JobFolder} from '../jobs/job-folder.ts';

export interface RunnerOptions {
  /** This program, as it can be started again. */
  readonly program: readonly string[];
  /** What the runner needs to find the same home. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts `memu worker run ID` at low priority, with its words in the job's folder. A second runner of the same
 * job finds the lock taken and ends at once.
 */
export const startRunner = (folder: JobFolder, {program, env}: RunnerOptions): Promise<void> =>
  startDetached({
    program: 'nice',
    args: ['-n', '10', ...program, 'worker', 'run', folder.id],
    env,
    outputFile: join(folder.path, 'runner.log'),
  });
