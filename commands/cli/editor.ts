/** A person's own editor, for texts longer than a line. */
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {exitCodes, MemuError, UsageError} from '../../src/ground/errors.ts';
import {runInTerminal} from '../../src/ground/process.ts';
import type {Cli} from './cli.ts';
import {decodeUtf8} from './cli.ts';

/** Opens a text in `$VISUAL` or `$EDITOR` and returns what was saved; `otherwise` is what to do without a terminal. */
export async function editText(
  cli: Cli,
  text: string,
  name: string,
  otherwise = 'give the words as options',
): Promise<string> {
  if (!cli.isInteractive) throw new UsageError('nobody is there to edit', {hint: otherwise});
  const folder = mkdtempSync(join(tmpdir(), 'memu-edit-'));
  const file = join(folder, name);
  writeFileSync(file, text, {mode: 0o600});
  const [program = 'vi', ...args] = (cli.env.VISUAL || cli.env.EDITOR || 'vi').split(/\s+/);
  const code = await runInTerminal({program, args: [...args, file]});
  if (code !== 0) {
    throw new MemuError('editor_failed', exitCodes.usage, `${program} ended with ${code}`, {
      hint: `what was written so far is in ${file}`,
    });
  }
  const edited = decodeUtf8(readFileSync(file), name);
  rmSync(folder, {recursive: true, force: true});
  return edited;
}
