import {expect, test} from 'vitest';
import {fixedClock} from '../../src/ground/time.ts';
import {parseCapture} from '../../src/language/capture/capture.ts';
import {german} from './german.ts';

const clock = fixedClock('2026-11-18T09:00:00.000Z', 'Europe/Berlin');

test.each([
  [
    'Mama anrufen morgen 17 Uhr #familie !5',
    {title: 'Mama anrufen', due: '2026-11-19T16:00:00.000Z', tags: ['familie'], priority: 5},
  ],
  ['Miete zahlen bis Freitag', {title: 'Miete zahlen', due: '2026-11-20'}],
  ['am 24. Dezember um 18 Uhr Bescherung', {title: 'Bescherung', due: '2026-12-24T17:00:00.000Z'}],
  [
    'Chor jeden Montag um 19:30 Uhr außer 7. Dez',
    {title: 'Chor', rule: 'FREQ=WEEKLY;BYDAY=MO', except: ['2026-12-07']},
  ],
  [
    'laufen jeden Tag aber nicht sonntags 30 Minuten',
    {title: 'laufen', rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA', minutes: 30},
  ],
  [
    'Blumen gießen jeden Tag nach Erledigung',
    {title: 'Blumen gießen', rule: 'FREQ=DAILY', from: 'completion'},
  ],
  ['Paket abholen in 3 Tagen', {title: 'Paket abholen', due: '2026-11-21'}],
  ['Tabletten zweimal am Tag', {title: 'Tabletten zweimal am Tag', unclear: ['zweimal am Tag']}],
  ['Bericht vom Montag lesen', {title: 'Bericht vom Montag lesen', due: undefined}],
  ['Bericht bis 3', {title: 'Bericht bis 3', due: undefined, unclear: ['bis 3']}],
  ['Notiz: Kessel hat 1,5 bar #haus', {kind: 'note', title: 'Kessel hat 1,5 bar', tags: ['haus']}],
  ['ich trinke lieber Tee', {kind: 'memory', memoryType: 'preference'}],
  ['bis:Freitag Müll', {title: 'Müll', due: '2026-11-20'}],
])('another language is one value: %s', (line, expected) => {
  const capture = parseCapture(line, clock, {language: german});
  const {repeat} = capture;
  const flat: Readonly<Record<string, unknown>> = {
    ...capture,
    ...{rule: repeat?.rule, from: repeat?.from, except: repeat?.except},
    unclear: capture.unclear.map(one => one.text),
  };
  expect(Object.fromEntries(Object.keys(expected).map(key => [key, flat[key]]))).toEqual(expected);
});

test('what was understood is said back with the names of its days', () => {
  const {understood} = parseCapture('Mama anrufen übermorgen', clock, {language: german});
  expect(understood[0]?.meaning).toBe('Fre 20 Nov 2026 (Europe/Berlin)');
});
