/** The commands of memu, and the one place that turns an error into a sentence and an exit code. */
import {Command} from 'commander';
import {version} from '../src/version.ts';

/** Runs one command line (without node and script); resolves to the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const program = new Command('memu')
    .description('A private, offline-first personal assistant for the terminal')
    .version(version);
  await program.parseAsync(argv, {from: 'user'});
  return 0;
}
