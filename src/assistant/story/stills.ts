/** Photographs as stills of the video's size: whole, upright, on a blurred ground of their own. */
import {closeSync, openSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {MemuError} from '../../ground/errors.ts';
import {runProgram} from '../../ground/process.ts';
import {ProgramMissingError} from '../../ground/program-errors.ts';
import {type Aspect, type Slide, sizes} from './slides.ts';

const stillMs = 60_000;
/**
 * A file that calls itself a picture may be a playlist, which ffmpeg would follow to other files
 * and servers: only pictures are read, and only from this machine.
 */
const onlyPictures = [
  ...['-protocol_whitelist', 'file,pipe', '-format_whitelist'],
  'png_pipe,jpeg_pipe,webp_pipe,gif,bmp_pipe,tiff_pipe,image2,mov',
];

export interface StillOptions {
  readonly aspect: Aspect;
  readonly work: string;
  readonly onUnreadable?: (picture: string) => void;
}

/** The slides with their pictures made ready; one that cannot be read leaves a plain ground. */
export async function withStills(
  slides: readonly Slide[],
  {aspect, work, onUnreadable}: StillOptions,
): Promise<Slide[]> {
  const made = new Map<string, string | undefined>();
  for (const {picture} of slides) {
    if (picture === undefined || made.has(picture)) continue;
    const still = join(work, `still-${made.size}.png`);
    const isRead = await makeStill(picture, still, aspect);
    made.set(picture, isRead ? still : undefined);
    if (!isRead) onUnreadable?.(picture);
  }
  return slides.map(slide => ({
    ...slide,
    picture: slide.picture === undefined ? undefined : made.get(slide.picture),
  }));
}

/**
 * A phone's HEIC is made of tiles, of which ffmpeg shows one: libheif puts them together first.
 */
async function plainPicture(picture: string, still: string): Promise<string> {
  if (!isHeic(picture)) return picture;
  const plain = `${still}.plain.png`;
  await runProgram({program: 'heif-convert', args: [picture, plain], timeoutMs: stillMs});
  return plain;
}

const heicBrands = /^(?:heic|heix|hevc|heim|heis|mif1|msf1)$/;

function isHeic(picture: string): boolean {
  const head = Buffer.alloc(12);
  const file = openSync(picture, 'r');
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  const [box, brand] = [head.toString('latin1', 4, 8), head.toString('latin1', 8, 12)];
  return box === 'ftyp' && heicBrands.test(brand);
}

async function makeStill(picture: string, still: string, aspect: Aspect): Promise<boolean> {
  const [width, height] = sizes[aspect];
  const ground = `scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height},boxblur=24:2,eq=brightness=-0.2`;
  const whole = `scale=${width}:${height}:force_original_aspect_ratio=decrease`;
  const filter = `format=rgb24,split[a][b];[a]${ground}[ground];[b]${whole}[whole];[ground][whole]overlay=(W-w)/2:(H-h)/2`;
  try {
    const readable = await plainPicture(picture, still);
    const args = [
      ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...onlyPictures],
      ...['-i', `file:${readable}`, '-vf', filter, '-frames:v', '1', still],
    ];
    await runProgram({program: 'ffmpeg', args, timeoutMs: stillMs});
    return true;
  } catch (error) {
    const isFfmpegMissing = error instanceof ProgramMissingError && error.program === 'ffmpeg';
    if (isFfmpegMissing || !(error instanceof MemuError)) throw error;
    return false;
  }
}
