/** What can go wrong with another program, as errors that carry what a caller needs to know. */
import {exitCodes, MemuError} from './errors.ts';
import {safeLine} from './text.ts';

/** The program is not installed. The hint names the Debian package. */
export class ProgramMissingError extends MemuError {
  readonly program: string;

  constructor(program: string, cause?: unknown) {
    const packageName = debianPackages[program.slice(program.lastIndexOf('/') + 1)];
    super('program_missing', exitCodes.usage, `${safeLine(program)} is not installed.`, {
      ...(packageName && {hint: `sudo apt install ${packageName}`}),
      cause,
    });
    this.program = program;
  }
}

/** The program ended with an exit code that was not expected, or was killed from outside. */
export class ProgramFailedError extends MemuError {
  readonly program: string;
  readonly programExit: number | undefined;
  readonly programSignal: string | undefined;
  readonly stderr: string;

  constructor(
    program: string,
    exit: number | undefined,
    signal: string | undefined,
    stderr: string,
  ) {
    const end =
      exit === undefined ? `was ended by ${signal ?? 'the system'}` : `failed (exit ${exit})`;
    const said = safeLine(stderr.trimEnd().split('\n').at(-1) ?? '');
    super('program_failed', exitCodes.bug, `${safeLine(program)} ${end}${said && `: ${said}`}`);
    this.program = program;
    this.programExit = exit;
    this.programSignal = signal;
    this.stderr = stderr;
  }
}

/** The deadline passed; the program and everything it started were stopped. */
export class TimedOutError extends MemuError {
  constructor(program: string, timeoutMs: number) {
    const after = timeoutMs < 1000 ? `${timeoutMs} ms` : `${Math.round(timeoutMs / 1000)} s`;
    super('timed_out', exitCodes.timedOut, `${safeLine(program)} did not finish within ${after}.`);
  }
}

/** The caller's signal fired. */
export class InterruptedError extends MemuError {
  constructor(program: string) {
    super('interrupted', exitCodes.interrupted, `${safeLine(program)} was interrupted.`);
  }
}

/** The program wrote more than it was allowed to. */
export class TooMuchOutputError extends MemuError {
  constructor(program: string, maxBytes: number) {
    super(
      'too_much_output',
      exitCodes.refused,
      `${safeLine(program)} wrote more than ${maxBytes} bytes.`,
    );
  }
}

const debianPackages: Readonly<Record<string, string>> = {
  age: 'age',
  crontab: 'cron',
  'espeak-ng': 'espeak-ng',
  ffmpeg: 'ffmpeg',
  'heif-convert': 'libheif-examples',
  ffprobe: 'ffmpeg',
  git: 'git',
  loginctl: 'systemd',
  'notify-send': 'libnotify-bin',
  rclone: 'rclone',
  restic: 'restic',
  'secret-tool': 'libsecret-tools',
  'sftp-server': 'openssh-sftp-server',
  ssh: 'openssh-client',
  'ssh-agent': 'openssh-client',
  'ssh-keygen': 'openssh-client',
  'ssh-keyscan': 'openssh-client',
  sshd: 'openssh-server',
  systemctl: 'systemd',
  'systemd-analyze': 'systemd',
};
