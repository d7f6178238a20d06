/** Notifications of the desktop: what the session shows in its corner. */
import {exitCodes, MemuError} from '../ground/errors.ts';
import {runProgram} from '../ground/process.ts';
import {ProgramFailedError} from '../ground/program-errors.ts';
import {safeLine, withoutDash} from '../ground/text.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws MemuError when no session takes it */
export async function notifyDesktop(title: string, body: string, env: Environment): Promise<void> {
  if (process.platform === 'darwin') return notifyMac(title, body);
  const args = ['--app-name=memu', '--', safeLine(title), escapeMarkup(safeLine(body))];
  try {
    await runProgram({program: 'notify-send', args, env: sessionOf(env), timeoutMs: 10_000});
  } catch (cause) {
    if (!(cause instanceof ProgramFailedError)) throw cause;
    const said = safeLine(cause.stderr.trim());
    throw new MemuError(
      'no_desktop',
      exitCodes.partial,
      `no session shows notifications: ${said}`,
      {
        hint: 'without a desktop: memu config set remind.via ntfy:https://HOST/TOPIC, or command:/PATH',
        cause,
      },
    );
  }
}

/** The words are arguments of the script, never part of it. */
async function notifyMac(title: string, body: string): Promise<void> {
  const script =
    'on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run';
  await runProgram({
    program: 'osascript',
    args: ['-e', script, withoutDash(safeLine(title)), withoutDash(safeLine(body))],
  });
}

/** From cron there is no session in the environment; its bus has a usual place. */
function sessionOf(env: Environment): Record<string, string> {
  const runtime = env.XDG_RUNTIME_DIR ?? `/run/user/${process.getuid?.() ?? 0}`;
  const bus = env.DBUS_SESSION_BUS_ADDRESS ?? `unix:path=${runtime}/bus`;
  const session = {XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: bus};
  return env.DISPLAY === undefined ? session : {...session, DISPLAY: env.DISPLAY};
}

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
