/** The voice of a story: words into a speech program, a WAV file out of it. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {basename} from 'node:path';
import {exitCodes, MemuError} from '../../ground/errors.ts';
import {runProgram} from '../../ground/process.ts';
import {ProgramFailedError} from '../../ground/program-errors.ts';

/** Much longer than any program needs for a few words. */
const speechMs = 60_000;

/** The program of the person's choice gave no voice. */
class SpeechError extends MemuError {
  constructor(command: string, what: string, cause?: unknown) {
    super('speech_failed', exitCodes.usage, `${command} ${what}`, {
      hint: 'it gets the words on stdin and writes a WAV to stdout; without --narrate the story is silent',
      cause,
    });
  }
}

/**
 * Speaks a text into a file and returns its seconds. `espeak-ng` and `piper` are told the file in
 * their own way; any other command gets the words on stdin and writes the WAV to stdout.
 *
 * @throws SpeechError when no WAV comes, ProgramMissingError, TimedOutError
 */
export async function speak(command: string, text: string, voice: string): Promise<number> {
  const [program = '', ...args] = command.trim().split(/\s+/);
  const input = `${text}\n`;
  const all = [...args, ...outputArguments(basename(program), voice)];
  try {
    const {stdout} = await runProgram({program, args: all, input, timeoutMs: speechMs, maxBytes});
    if (!existsSync(voice)) writeFileSync(voice, stdout);
  } catch (error) {
    if (!(error instanceof ProgramFailedError)) throw error;
    const said = error.stderr.trim().split('\n').at(-1);
    throw new SpeechError(program, `failed${said ? `: ${said}` : ''}`, error);
  }
  const seconds = wavSeconds(readFileSync(voice));
  if (seconds === 0) throw new SpeechError(program, 'made no sound');
  return seconds;
}

/** A minute of speech is 10 MB at the most. */
const maxBytes = 64 * 1024 * 1024;

function outputArguments(name: string, voice: string): string[] {
  if (/^espeak/.test(name)) return ['-w', voice, '--stdin'];
  return /^piper/.test(name) ? ['--output_file', voice] : [];
}

/** Length of a WAV file from its header: the size of its data by its bytes a second; 0 for what is none. */
function wavSeconds(bytes: Buffer): number {
  if (bytes.length < 44 || bytes.toString('latin1', 0, 4) !== 'RIFF') return 0;
  const perSecond = bytes.readUInt32LE(28);
  const at = bytes.indexOf('data', 12, 'latin1');
  // A program that writes to a pipe cannot know the size beforehand and leaves a large number.
  const said = at < 0 ? 0 : bytes.readUInt32LE(at + 4);
  const size = Math.min(said, bytes.length - at - 8);
  return perSecond === 0 ? 0 : size / perSecond;
}
