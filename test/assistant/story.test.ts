import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {digestOf} from '../../src/assistant/story/digest.ts';
import {type Fact, factsOf} from '../../src/assistant/story/facts.ts';
import {narrate} from '../../src/assistant/story/narrate.ts';
import {storyHtml, storyMarkdown} from '../../src/assistant/story/pages.ts';
import {
  captions,
  chapters,
  partsOf,
  type Slide,
  subtitles,
} from '../../src/assistant/story/slides.ts';
import {withStills} from '../../src/assistant/story/stills.ts';
import {isSupported, verified} from '../../src/assistant/story/story.ts';
import {makeVideos} from '../../src/assistant/story/video.ts';
import {speak} from '../../src/assistant/story/voice.ts';
import {runProgram} from '../../src/ground/process.ts';
import {memoryKind} from '../../src/memories/memory.ts';
import {profileFactId} from '../../src/memories/profile-facts.ts';
import {noteKind} from '../../src/notes/note.ts';
import {goalKind} from '../../src/planner/goals/goal.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';
import {withModels} from '../models/contract.ts';
import {planning} from '../planner/planning.ts';
import {newFolder} from '../support/folder.ts';
import {keeping} from '../support/keeping.ts';

const period = {from: '2026-11-15', to: '2026-11-21'};

const fact = (number: number, title: string, more: Partial<Fact> = {}): Fact => ({
  number,
  id: `0000000${number}-0000-4000-8000-000000000000`,
  kind: 'done',
  date: '2026-11-20',
  title,
  text: '',
  goal: null,
  areas: [],
  pictures: [],
  ...more,
});

const facts = [
  fact(1, 'long run of 12 km along the river', {goal: 'Run a half marathon'}),
  fact(2, 'Boiler serviced by Mr Keller', {kind: 'noted', areas: ['finance']}),
  fact(3, 'Buy <shoes> & socks'),
];

test('the facts of a period are what was done, reached, noted and remembered in it', async () => {
  const {tasks, goals, entries, clock} = planning();
  const goal = goals.add({
    title: 'Half marathon',
    areas: ['health'],
    milestones: [{title: '10 km', due: null, done_at: null}],
  });
  const run = tasks.add({title: 'Long run', goal_id: goal.id});
  await tasks.complete([run.id]);
  await tasks.complete([tasks.add({title: 'Too early'}).id], '2026-10-01T10:00:00.000Z');
  tasks.add({title: 'Still open'});
  goals.reach(goal.id, '10 km');
  goals.complete(goal.id);
  const {noteKind} = await import('../../src/notes/note.ts');
  entries.create(noteKind, {title: 'A note', body: 'words'});
  entries.create(noteKind, {title: 'An old story', notebook: 'stories'});
  const found = factsOf({entries, clock}, period);
  expect(found.map(one => [one.number, one.kind, one.title, one.goal])).toEqual([
    [1, 'done', 'Long run', 'Half marathon'],
    [2, 'reached', 'Half marathon', 'Half marathon'],
    [3, 'milestone', '10 km', 'Half marathon'],
    [4, 'noted', 'A note', null],
  ]);
});

test.each([
  ['You finished a long run along the river.', [1], true],
  ['On Friday you ran 12 km along the river.', [1], true],
  ['You ran 21 km along the river.', [1], false],
  ['You ran along the river with Anna.', [1], false],
  ['Mr Keller serviced the boiler.', [2], true],
  ['You never finished the long run along the river.', [1], false],
  ["You didn't finish the long run along the river.", [1], false],
  ['Anna ran along the river for a long run.', [1], false],
  ['You ran twelve km along the river.', [1], true],
  ['You ran along the river three times.', [1], false],
  ['Slowly you ran along the river.', [1], true],
  ['The boiler exploded and the insurance refused to pay anything.', [2], false],
  ['You finished a long run along the river.', [], false],
  ['You finished a long run along the river.', [9], false],
])('"%s" resting on %j is supported: %s', (text, sources, expected) => {
  const byNumber = new Map(facts.map(one => [one.number, one]));
  expect(isSupported({text, sources}, byNumber)).toBe(expected);
});

test('the digest tells every fact under its goal or area, and each is a footnote', () => {
  const story = digestOf(period, facts);
  expect(story.chapters.map(chapter => chapter.heading)).toEqual([
    'Finance',
    'Run a half marathon',
    'Other tasks',
  ]);
  const text = storyMarkdown(story);
  expect(text).toContain('# Story: 15 Nov 2026 to 21 Nov 2026');
  expect(text).toContain('\n- Fri 20 Nov: done: long run of 12 km along the river.[^1]\n');
  expect(text).toContain(`[^1]: ${facts[0]?.id} 2026-11-20 long run`);
  const page = storyHtml(story);
  expect(page).toContain('Buy &lt;shoes&gt; &amp; socks');
  expect(page).not.toContain('<shoes>');
});

test('a model tells it; what no entry supports is cut', () =>
  withModels(
    {
      rules: [
        {
          json: {
            chapters: [
              {
                heading: 'Half marathon',
                sentences: [
                  {text: 'You did a long run along the river. [1]', sources: [1]},
                  {text: 'You felt like a champion and won 500 euros.', sources: [1]},
                ],
              },
            ],
          },
        },
      ],
    },
    async ({models}) => {
      const {story, reason} = await narrate(models, period, facts);
      expect(reason).toBeNull();
      expect(story.chapters[0]?.heading).toBe('Half marathon');
      expect(story).toMatchObject({source: 'model', model: 'llama3.2:3b'});
      expect(story.chapters[0]?.sentences).toEqual([
        {text: 'You did a long run along the river.', sources: [1]},
      ]);
      expect(story.cut.map(one => one.text)).toEqual([
        'You felt like a champion and won 500 euros.',
      ]);
    },
  ));

test('a heading that claims what no fact says is replaced', () => {
  const byGoal = verified(
    [
      {heading: 'You won the marathon', sentences: [{text: 'You did a long run.', sources: [1]}]},
      {heading: 'Elvis', sentences: [{text: 'The boiler was serviced.', sources: [2]}]},
    ],
    facts,
  );
  expect(byGoal.chapters.map(chapter => chapter.heading)).toEqual([
    'Run a half marathon',
    'Finance',
  ]);
});

test('sums of tenths of a second do not become a second too many', () => {
  const part = {
    number: 1,
    seconds: 60,
    slides: [1.1, 2.2, 6.7, 3].map(seconds => slide('a', seconds)),
  };
  expect(subtitles(part)).toContain('00:00:03,300 --> 00:00:10,000');
});

test('without a model, and with one that makes everything up, the facts are told', async () => {
  await withModels(
    {rules: []},
    async ({models}) => {
      const {story, reason} = await narrate(models, period, facts);
      expect(story.source).toBe('digest');
      expect(reason).toContain('127.0.0.1:9');
    },
    {hosts: ['http://127.0.0.1:9']},
  );
  await withModels(
    {
      rules: [
        {
          json: {
            chapters: [{heading: 'x', sentences: [{text: 'Elvis visited Paris.', sources: [1]}]}],
          },
        },
      ],
    },
    async ({models}) => {
      const {story, reason} = await narrate(models, period, facts);
      expect(story).toMatchObject({source: 'digest', cut: [{text: 'Elvis visited Paris.'}]});
      expect(reason).toContain('told nothing that the entries support');
    },
  );
});

const slide = (text: string, seconds: number, chapter = 'Health'): Slide => ({
  chapter,
  text,
  picture: undefined,
  seconds,
});

test('parts are cut between slides and last a minute at most', () => {
  const parts = partsOf([slide('a', 40), slide('b', 20), slide('c', 1), slide('d', 90)]);
  expect(parts.map(part => [part.number, part.slides.map(one => one.text), part.seconds])).toEqual([
    [1, ['a', 'b'], 60],
    [2, ['c'], 1],
    [3, ['d'], 60],
  ]);
});

test('subtitles, captions and chapters carry times, and words cannot be commands', () => {
  const [part] = partsOf([
    slide('first {\\pos(0,0)}', 3.5),
    slide('second', 4),
    slide('third', 2, 'Work; =1'),
  ]);
  expect(subtitles(part!)).toContain('2\n00:00:03,500 --> 00:00:07,500\nsecond\n');
  expect(captions(part!, '9:16')).toContain(
    'Dialogue: 0,0:00:00.00,0:00:03.50,Plain,,0,0,0,,first pos(0,0)\n',
  );
  expect(chapters(part!, 'A week')).toContain('START=7500\nEND=9500\ntitle=Work\\; \\=1');
  expect(chapters(part!, 'A week').match(/\[CHAPTER\]/g)).toHaveLength(2);
});

describe('with ffmpeg and a voice', () => {
  test('a playlist that calls itself a picture is not followed, and its slide has a plain ground', async () => {
    const folder = newFolder();
    const picture = join(folder, 'photo.png');
    writeFileSync(picture, '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n');
    const unreadable: string[] = [];
    const slides = await withStills([{...slide('a', 3), picture}, slide('b', 3)], {
      aspect: '16:9',
      work: folder,
      onUnreadable: path => unreadable.push(path),
    });
    expect(slides.map(one => one.picture)).toEqual([undefined, undefined]);
    expect(unreadable).toEqual([picture]);
  }, 60_000);

  test('a photo that libheif cannot read is named, and its slide has a plain ground', async () => {
    const folder = newFolder();
    const picture = join(folder, 'photo.heic');
    writeFileSync(picture, Buffer.from('\0\0\0\x18ftypheic\0\0\0\0nothing more', 'latin1'));
    const unreadable: string[] = [];
    const slides = await withStills([{...slide('a', 3), picture}], {
      ...{aspect: '9:16', work: folder},
      onUnreadable: one => unreadable.push(one),
    });
    expect(slides[0]?.picture).toBeUndefined();
    expect(unreadable).toEqual([picture]);
  });

  test('any command can be the voice that turns words into a WAV, and one that does not is told', async () => {
    const folder = newFolder();
    const program = (name: string, lines: string): string => {
      const file = join(folder, name);
      writeFileSync(file, `#!/bin/sh\n${lines}\n`, {mode: 0o755});
      return file;
    };
    const voice = (name: string): string => join(folder, `${name}.wav`);
    const loud = program('loud', 'exec espeak-ng --stdin --stdout');
    expect(await speak(loud, 'one two three', voice('loud'))).toBeGreaterThan(0.5);
    const piper = program('piper', 'exec espeak-ng --stdin -w "$4"');
    expect(await speak(`${piper} --model x`, 'one', voice('piper'))).toBeGreaterThan(0.2);
    const mute = program('mute', 'cat >/dev/null; echo nothing');
    await expect(speak(mute, 'one', voice('mute'))).rejects.toThrow('made no sound');
    const broken = program('broken', 'cat >/dev/null; echo no model >&2; exit 3');
    await expect(speak(broken, 'one', voice('broken'))).rejects.toThrow('failed: no model');
  });

  test('a video has picture, sound, subtitles and chapters, a cover and a caption', async () => {
    const folder = newFolder();
    const picture = join(folder, 'photo.png');
    await runProgram({
      program: 'ffmpeg',
      args: [
        '-loglevel',
        'error',
        '-f',
        'lavfi',
        '-i',
        'color=c=red:s=40x30',
        '-frames:v',
        '1',
        picture,
      ],
    });
    const [first] = facts;
    const story = digestOf(period, [{...first!, pictures: ['aa']}, ...facts.slice(1)]);
    const [made, another] = await makeVideos(story, {
      folder,
      aspect: '9:16',
      narrate: 'espeak-ng -v en',
      pathOf: () => picture,
    });
    expect(another).toBeUndefined();
    const args = [
      '-v',
      'error',
      '-show_entries',
      'stream=codec_type,width,height:format=duration',
      '-show_chapters',
      '-of',
      'json',
      made!.video,
    ];
    const probe = JSON.parse((await runProgram({program: 'ffprobe', args})).stdout.toString()) as {
      readonly streams: readonly {
        readonly codec_type: string;
        readonly width?: number;
        readonly height?: number;
      }[];
      readonly chapters: readonly unknown[];
      readonly format: {readonly duration: string};
    };
    expect(probe.streams.map(one => one.codec_type).filter(type => type !== 'data')).toEqual([
      'video',
      'audio',
      'subtitle',
    ]);
    expect(probe.streams[0]).toMatchObject({width: 720, height: 1280});
    expect(probe.chapters).toHaveLength(4);
    expect(Math.abs(Number(probe.format.duration) - made!.seconds)).toBeLessThan(0.5);
    expect(statSync(made!.cover).size).toBeGreaterThan(1_000);
    expect(readFileSync(made!.caption, 'utf8')).toContain('Story: 15 Nov 2026 to 21 Nov 2026');
  }, 120_000);
});

test('an event is told on its own day, whenever it came in, and a profile is no event of a life', () => {
  const {entries, clock} = keeping([memoryKind, noteKind, goalKind, taskKind]);
  const event = (title: string, metadata: object, more: object = {}) =>
    entries.create(memoryKind, {
      title,
      body: title,
      type: 'event',
      metadata: {...metadata},
      ...more,
    });
  // All of them came in on 21 November.
  event('Concert', {start: '2026-03-14T19:00:00.000Z'});
  event('Fair', {start: '2026-03-15'});
  event('Wedding', {}, {valid_from: '2026-03-16'});
  event('Now', {});
  entries.create(
    memoryKind,
    {title: 'tone', body: 'short', tags: ['profile']},
    profileFactId('tone'),
  );
  const told = (from: string, to: string) =>
    factsOf({entries, clock}, {from, to}).map(({date, title}) => [date, title]);
  expect(told('2026-03-01', '2026-03-31')).toEqual([
    ['2026-03-14', 'Concert'],
    ['2026-03-15', 'Fair'],
    ['2026-03-16', 'Wedding'],
  ]);
  expect(told('2026-11-15', '2026-11-21')).toEqual([['2026-11-21', 'Now']]);
});
