import {expect, test} from 'vitest';
import type {EntryBase} from '../../src/entries/entry.ts';
import {reimportOf} from '../../src/exchange/importers/reimport.ts';
import {taskKind} from '../../src/planner/tasks/task.ts';

const task = (more: object): EntryBase =>
  ({
    title: 'Plant roses',
    body: '',
    tags: ['home'],
    status: 'pending',
    completed_at: null,
    due: '2026-12-01',
    recurrence: null,
    created_at: '2026-11-01T00:00:00.000Z',
    ...more,
  }) as unknown as EntryBase;

const done = {status: 'completed', completed_at: '2026-11-20T10:00:00.000Z'};

test.each([
  ['nothing changed', {}, {}, {}, []],
  ['the source changed a field', {}, {due: '2026-12-05'}, {due: '2026-12-05'}, []],
  ['the person changed it', {due: '2026-12-24'}, {}, {}, []],
  ['both changed it', {due: '2026-12-24'}, {due: '2026-12-05'}, {}, ['due']],
  ['both changed it alike', {due: '2026-12-05'}, {due: '2026-12-05'}, {}, []],
  [
    'each changed another field',
    {title: 'Plant red roses'},
    {due: '2026-12-05'},
    {due: '2026-12-05'},
    [],
  ],
  ['tags are joined', {tags: ['home', 'mine']}, {tags: ['garden']}, {tags: ['garden', 'mine']}, []],
  ['a tag taken out stays out', {tags: []}, {tags: ['home', 'garden']}, {tags: ['garden']}, []],
  ['it was done there', {}, done, done, []],
  ['it was done there, and cancelled here', {status: 'cancelled'}, done, {}, ['status']],
  [
    'the person moved it, and its rule changed there',
    {due: '2026-12-24'},
    {recurrence: 'FREQ=WEEKLY'},
    {},
    ['recurrence'],
  ],
  ['when it came in is no change', {}, {created_at: '2026-11-02T00:00:00.000Z'}, {}, []],
])('%s', (_name, here, there, changes, kept) => {
  const {seq: _seq, ...said} = task({}) as unknown as {seq?: number};
  expect(reimportOf(taskKind, task({}), task(here), {...said, ...there})).toEqual({changes, kept});
});
