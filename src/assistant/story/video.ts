/** A story as captioned slideshow videos by ffmpeg, with an optional voice by a local speech program. */
import {mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {UsageError} from '../../ground/errors.ts';
import {runProgram} from '../../ground/process.ts';
import {ProgramMissingError} from '../../ground/program-errors.ts';
import {
  type Aspect,
  captions,
  chapters,
  longestPartSeconds,
  type Part,
  partsOf,
  postText,
  type Slide,
  sizes,
  slidesOf,
  subtitles,
} from './slides.ts';
import {withStills} from './stills.ts';
import type {Story} from './story.ts';
import {speak} from './voice.ts';

export interface VideoOptions {
  readonly folder: string;
  readonly aspect: Aspect;
  /** A speech program with its options, as `speak` runs it. */
  readonly narrate?: string;
  readonly pathOf: (sha256: string) => string | undefined;
  readonly onProgress?: (done: number, all: number) => void;
  /** A picture that ffmpeg could not read; its slide has a plain ground. */
  readonly onUnreadable?: (picture: string) => void;
}

export interface VideoPart {
  readonly video: string;
  readonly cover: string;
  readonly caption: string;
  readonly subtitles: string;
  readonly seconds: number;
}

const programMs = 10_000;
const encodeMs = 15 * 60_000;
const framesPerSecond = 25;

/** Asks for the programs before a model is asked to tell anything. @throws ProgramMissingError */
export async function requirePrograms(narrate?: string): Promise<void> {
  const [speech] = narrate?.trim().split(/\s+/) ?? [];
  for (const program of ['ffmpeg', ...(speech === undefined ? [] : [speech])]) {
    try {
      await runProgram({program, args: ['-version'], timeoutMs: programMs});
    } catch (error) {
      // Some speech programs know no such option: that they answered is enough.
      if (error instanceof ProgramMissingError) throw error;
    }
  }
}

/**
 * Makes one video of at most a minute for each part, with cover, caption and subtitles beside it.
 *
 * @throws ProgramMissingError without ffmpeg or the speech program; UsageError for an empty story
 */
export async function makeVideos(story: Story, options: VideoOptions): Promise<VideoPart[]> {
  const told = slidesOf(story, options.pathOf);
  if (told.length === 0) throw new UsageError('the story holds nothing to show');
  const folder = resolve(options.folder);
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const work = mkdtempSync(join(folder, '.making-'));
  try {
    const slides = await withStills(told, {...options, work});
    const voiced = options.narrate
      ? await narrated(slides, options.narrate, work)
      : {slides, voices: []};
    const parts = partsOf(voiced.slides);
    const made: VideoPart[] = [];
    let before = 0;
    for (const part of parts) {
      const voices = voiced.voices.slice(before, before + part.slides.length);
      before += part.slides.length;
      made.push(await makePart(story, part, {...options, work, voices, parts: parts.length}));
      options.onProgress?.(part.number, parts.length);
    }
    return made;
  } finally {
    rmSync(work, {recursive: true, force: true});
  }
}

interface Making extends VideoOptions {
  readonly work: string;
  readonly voices: readonly string[];
  readonly parts: number;
}

async function makePart(story: Story, part: Part, making: Making): Promise<VideoPart> {
  const {folder, work, aspect, parts} = making;
  const name = `story-${story.period.from}-${aspect.replace(':', 'x')}-${part.number}`;
  const path = (ending: string): string => join(folder, `${name}.${ending}`);
  writeFileSync(join(work, 'captions.ass'), captions(part, aspect));
  writeFileSync(join(work, 'subtitles.srt'), subtitles(part));
  writeFileSync(join(work, 'chapters.txt'), chapters(part, story.title));
  await runProgram({
    program: 'ffmpeg',
    args: partArguments(part, making),
    cwd: work,
    timeoutMs: encodeMs,
  });
  const cover = ['-ss', '1', '-i', 'part.mp4', '-frames:v', '1', '-q:v', '3', 'cover.jpg'];
  await runProgram({program: 'ffmpeg', args: [...quiet, ...cover], cwd: work, timeoutMs: encodeMs});
  renameSync(join(work, 'part.mp4'), path('mp4'));
  renameSync(join(work, 'cover.jpg'), path('jpg'));
  renameSync(join(work, 'subtitles.srt'), path('srt'));
  writeFileSync(path('txt'), postText(part, story.title, parts), {mode: 0o600});
  return {
    video: path('mp4'),
    cover: path('jpg'),
    caption: path('txt'),
    subtitles: path('srt'),
    seconds: part.seconds,
  };
}

const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];

/** File names in filters are our own, relative to the folder we work in: nothing to escape. */
function partArguments(part: Part, {aspect, voices}: Making): string[] {
  const {slides} = part;
  const [width, height] = sizes[aspect];
  const pictures = slides.flatMap(slide => pictureInput(slide, width, height));
  const sounds =
    voices.length > 0
      ? voices.flatMap(voice => ['-i', voice])
      : ['-f', 'lavfi', '-t', String(part.seconds), '-i', 'anullsrc=r=44100:cl=mono'];
  const soundCount = Math.max(voices.length, 1);
  const scaled = slides.map(
    (_, index) => `[${index}:v]setsar=1,fps=${framesPerSecond},format=yuv420p[v${index}]`,
  );
  const joined = `${slides.map((_, index) => `[v${index}]`).join('')}concat=n=${slides.length}:v=1:a=0,ass=captions.ass[v]`;
  const metadata = slides.length + soundCount + 1;
  return [
    ...quiet,
    ...pictures,
    ...sounds,
    ...['-i', 'subtitles.srt', '-i', 'chapters.txt'],
    ...['-filter_complex', [...scaled, joined, ...soundFilters(slides, voices)].join(';')],
    ...['-map', '[v]', '-map', '[a]', '-map', `${slides.length + soundCount}:s`],
    ...['-map_metadata', String(metadata), '-map_chapters', String(metadata)],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-tune',
      'stillimage',
      '-crf',
      '23',
      '-c:a',
      'aac',
      '-c:s',
      'mov_text',
    ],
    ...['-t', String(part.seconds), '-movflags', '+faststart', 'part.mp4'],
  ];
}

const pictureInput = ({picture, seconds}: Slide, width: number, height: number): string[] =>
  picture === undefined
    ? [
        '-f',
        'lavfi',
        '-t',
        String(seconds),
        '-i',
        `color=c=0x1e2a38:s=${width}x${height}:r=${framesPerSecond}`,
      ]
    : ['-loop', '1', '-framerate', String(framesPerSecond), '-t', String(seconds), '-i', picture];

function soundFilters(slides: readonly Slide[], voices: readonly string[]): string[] {
  const first = slides.length;
  if (voices.length === 0) return [`[${first}:a]anull[a]`];
  const parts = voices.map(
    (_, index) =>
      `[${first + index}:a]aresample=44100,aformat=channel_layouts=mono,apad,atrim=0:${slides[index]?.seconds ?? 1},asetpts=PTS-STARTPTS[a${index}]`,
  );
  const all = voices.map((_, index) => `[a${index}]`).join('');
  return [...parts, `${all}concat=n=${voices.length}:v=0:a=1[a]`];
}

interface Voiced {
  readonly slides: Slide[];
  readonly voices: string[];
}

/** Speaks each slide into a file; a slide stays as long as its words take. */
async function narrated(slides: readonly Slide[], command: string, work: string): Promise<Voiced> {
  const voiced: Voiced = {slides: [], voices: []};
  for (const [index, slide] of slides.entries()) {
    const voice = join(work, `voice-${index}.wav`);
    const spoken = await speak(command, slide.text, voice);
    const seconds = Math.ceil((spoken + 0.6) * 10) / 10;
    const length = Math.min(longestPartSeconds, Math.max(slide.seconds, seconds));
    voiced.slides.push({...slide, seconds: length});
    voiced.voices.push(voice);
  }
  return voiced;
}
