/** A story as slides: which words and picture stand how long, in which part; subtitles, chapters, captions. Pure. */
import type {Story} from './story.ts';

export interface Slide {
  readonly chapter: string;
  readonly text: string;
  /** Path of a picture, or undefined for a plain ground. */
  readonly picture: string | undefined;
  readonly seconds: number;
}

export interface Part {
  /** Counts from 1. */
  readonly number: number;
  readonly slides: readonly Slide[];
  readonly seconds: number;
}

export type Aspect = '16:9' | '9:16';

export const sizes: Readonly<Record<Aspect, readonly [width: number, height: number]>> = {
  '16:9': [1280, 720],
  '9:16': [720, 1280],
};

/** Where stories are posted, a minute is the usual limit. */
export const longestPartSeconds = 60;
const leastSeconds = 3;
const longestText = 220;

/** As long as it takes to read: three words a second, and a moment to look. */
const readingSeconds = (text: string): number =>
  Math.min(12, Math.max(leastSeconds, Math.round(text.split(/\s+/).length / 3 + 1.5)));

const titleSeconds = 3;

/** A title, then one slide a sentence, with a picture of one of its facts when there is one. */
export function slidesOf(story: Story, pathOf: (sha256: string) => string | undefined): Slide[] {
  const byNumber = new Map(story.facts.map(fact => [fact.number, fact]));
  const used = new Set<string>();
  const told = story.chapters.flatMap(({heading, sentences}) =>
    sentences.map(({text, sources}) => {
      const pictures = sources.flatMap(number => byNumber.get(number)?.pictures ?? []);
      const fresh = pictures.find(sha256 => !used.has(sha256)) ?? pictures[0];
      if (fresh !== undefined) used.add(fresh);
      const short = Array.from(text).slice(0, longestText).join('');
      return {
        chapter: heading,
        text: short,
        picture: fresh === undefined ? undefined : pathOf(fresh),
        seconds: readingSeconds(short),
      };
    }),
  );
  if (told.length === 0) return [];
  const picture = told.find(slide => slide.picture !== undefined)?.picture;
  const {title} = story;
  return [{chapter: title, text: title, picture, seconds: titleSeconds}, ...told];
}

/** Parts of at most a minute, cut between slides. */
export function partsOf(slides: readonly Slide[]): Part[] {
  const groups: Slide[][] = [];
  let seconds = Number.POSITIVE_INFINITY;
  for (const slide of slides) {
    const length = Math.min(slide.seconds, longestPartSeconds);
    if (seconds + length > longestPartSeconds) {
      groups.push([]);
      seconds = 0;
    }
    groups.at(-1)?.push({...slide, seconds: length});
    seconds += length;
  }
  return groups.map((group, index) => ({
    number: index + 1,
    slides: group,
    seconds: group.reduce((sum, slide) => sum + slide.seconds, 0),
  }));
}

interface Timed {
  readonly slide: Slide;
  readonly start: number;
  readonly end: number;
}

function timed({slides}: Part): Timed[] {
  let start = 0;
  return slides.map(slide => {
    const one = {slide, start, end: start + slide.seconds};
    start = one.end;
    return one;
  });
}

const clock = (seconds: number, fraction: string, digits: number): string => {
  // Sums of tenths are not exact: they are rounded once, before they are taken apart.
  const units = Math.round(seconds * 10 ** digits);
  const whole = Math.floor(units / 10 ** digits);
  const rest = units % 10 ** digits;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(whole / 3_600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${fraction}${String(rest).padStart(digits, '0')}`;
};

/** Subtitles that a player can switch on and off. */
export const subtitles = (part: Part): string =>
  timed(part)
    .map(
      ({slide, start, end}, index) =>
        `${index + 1}\n${clock(start, ',', 3)} --> ${clock(end, ',', 3)}\n${slide.text}\n`,
    )
    .join('\n');

/** Captions drawn into the picture: large in the middle of a plain ground, below a photograph. */
export function captions(part: Part, aspect: Aspect): string {
  const [width, height] = sizes[aspect];
  const short = Math.min(width, height);
  // Words over a photograph stand in a box of their own: white on white could not be read.
  const styles = [
    ['Plain', Math.round(short / 14), 5, 1],
    ['Title', Math.round(short / 14), 5, 3],
    ['Photo', Math.round(short / 18), 2, 3],
    ['Chapter', Math.round(short / 26), 8, 3],
  ].map(
    ([name, size, place, border]) =>
      `Style: ${name},DejaVu Sans,${size},&H00FFFFFF,&H00FFFFFF,&H48201810,&H48201810,0,0,0,0,100,100,0,0,${border},${border === 1 ? 3 : 8},0,${place},60,60,60,1`,
  );
  const lines = timed(part).flatMap(({slide, start, end}) => {
    const times = `${clock(start, '.', 2).slice(1)},${clock(end, '.', 2).slice(1)}`;
    const over = slide.chapter === slide.text ? 'Title' : 'Photo';
    const style = slide.picture === undefined ? 'Plain' : over;
    return [
      `Dialogue: 0,${times},${style},,0,0,0,,${spoken(slide.text)}`,
      ...(slide.chapter === slide.text
        ? []
        : [`Dialogue: 0,${times},Chapter,,0,0,0,,${spoken(slide.chapter)}`]),
    ];
  });
  return [
    '[Script Info]',
    'ScriptType: v4.00+',
    `PlayResX: ${width}`,
    `PlayResY: ${height}`,
    'ScaledBorderAndShadow: yes',
    'WrapStyle: 0',
    '',
    '[V4+ Styles]',
    'Format: Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,Underline,StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding',
    ...styles,
    '',
    '[Events]',
    'Format: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text',
    ...lines,
    '',
  ].join('\n');
}

/** Braces and backslashes would be commands to the renderer. */
const spoken = (text: string): string =>
  text
    .replace(/[{}\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** Chapters of a part as ffmpeg's metadata file, in milliseconds. */
export function chapters(part: Part, title: string): string {
  const marks: {heading: string; start: number; end: number}[] = [];
  for (const {slide, start, end} of timed(part)) {
    const last = marks.at(-1);
    if (last?.heading === slide.chapter) last.end = end;
    else marks.push({heading: slide.chapter, start, end});
  }
  const escaped = (text: string): string => text.replace(/[=;#\\\n]/g, char => `\\${char}`);
  const written = marks.map(
    ({heading, start, end}) =>
      `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${Math.round(start * 1_000)}\nEND=${Math.round(end * 1_000)}\ntitle=${escaped(heading)}`,
  );
  return [';FFMETADATA1', `title=${escaped(title)}`, ...written, ''].join('\n');
}

/** Words to post with a part, by hand. */
export const postText = (part: Part, title: string, parts: number): string => {
  const headings = [...new Set(part.slides.map(slide => slide.chapter))].filter(
    heading => heading !== title,
  );
  const place = parts > 1 ? ` (${part.number}/${parts})` : '';
  return `${title}${place}\n\n${headings.map(heading => `- ${heading}`).join('\n')}\n`;
};
