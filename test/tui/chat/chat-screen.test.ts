import {describe, expect, test, vi} from 'vitest';
import type {TurnEvent} from '../../../src/assistant/conversation/events.ts';
import {delta, done, taskCard} from '../fixtures/scripted-chat.ts';
import {Gate, testChat} from './test-chat.ts';

async function* boiler(_: string, tick: () => Promise<void>): AsyncIterable<TurnEvent> {
  yield {type: 'status', phase: 'reading', text: 'reading 1,840 tokens, about 22 s'};
  for (const text of ['It is on ', '**Friday** ', '[3f9a].\n\n', 'Bring ', 'the papers.']) {
    await tick();
    yield delta(text);
  }
  yield {
    type: 'recall',
    entries: [
      {
        number: 1,
        id: 'id1',
        prefix: '3f9a',
        kind: 'note',
        title: 'Boiler',
        snippet: '',
        createdAt: '',
      },
    ],
    leftOut: [],
    notes: [],
  };
  yield {
    type: 'citation',
    number: 1,
    isKnown: true,
    isSupported: true,
    id: 'id1',
    prefix: '3f9a',
    title: 'Boiler',
  };
  yield done('It is on Friday.');
}

async function* cards(): AsyncIterable<TurnEvent> {
  yield delta('Shall I?');
  yield {
    type: 'proposal',
    proposal: taskCard('aaaa', 'Call mum', {due: '2026-11-27', priority: 4}),
  };
  yield {type: 'proposal', proposal: taskCard('bbbb', 'Buy milk')};
  yield done('Shall I?');
}

describe('the chat', () => {
  test('opens with the cursor in the input and says with whom one talks', () => {
    const screen = testChat();
    expect(screen.live()).toBe(
      `
❯ ▏Ask, or tell me something to keep. /help lists what there
  llama3.2:3b on this machine · memory on`.replace('there\n', 'there is.\n'),
    );
  });

  test('going on with a conversation shows its last question and what came of it', async () => {
    const {above} = testChat({
      before: {
        question: 'What is **due**?',
        answer: {text: 'The *boiler*.\n\nAnd', state: 'incomplete'},
      },
    });
    await vi.waitFor(() => expect(above()).toContain('broke off'));
    expect(above()).toBe(`
❯ What is **due**?

The boiler.

And

  warning: The answer broke off. The part above is kept.`);
  });

  test('shows what it waits for, then the text, and keeps finished parts above', async () => {
    const gate = new Gate();
    const screen = testChat({answer: boiler, tick: gate.tick});
    screen.press('when?', 'enter');
    await vi.waitFor(() => expect(screen.live()).toContain('reading 1,840 tokens, about 22 s'));
    expect(screen.above()).toBe('\n❯ when?');
    screen.advance(4000);
    expect(screen.live()).toContain('about 22 s (4 s) · Esc stops');

    gate.release(2);
    await vi.waitFor(() => expect(screen.live()).toContain('It is on Friday'));
    screen.press('typed meanwhile');
    gate.release(2);
    await vi.waitFor(() => expect(screen.live()).toContain('Bring'));
    expect(screen.live()).toBe(`
Bring

  writing · Esc stops

❯ typed meanwhile▏
  llama3.2:3b on this machine · memory on`);
    expect(screen.above()).toBe('\n❯ when?\n\nIt is on Friday [3f9a].');

    gate.release(1);
    await screen.settled();
    expect(screen.above()).toBe(`
❯ when?

It is on Friday [3f9a].

Bring the papers.

  [3f9a] note: Boiler`);
    expect(screen.live()).not.toContain('writing');
  });

  test('Esc stops the answer only, keeps the part and what is being typed', async () => {
    const gate = new Gate();
    const screen = testChat({answer: boiler, tick: gate.tick});
    screen.press('when?', 'enter');
    gate.release(1);
    await vi.waitFor(() => expect(screen.live()).toContain('It is on'));
    screen.press('my draft', 'esc');
    gate.release(1);
    await screen.settled();
    expect(screen.above()).toContain('It is on\n\n  Stopped. The part above is kept.');
    expect(screen.live()).toContain('❯ my draft▏');
    expect(screen.model.isLeaving).toBe(false);
  });

  test('Ctrl+C stops the answer, then clears the draft, then leaves', async () => {
    const gate = new Gate();
    const screen = testChat({answer: boiler, tick: gate.tick});
    screen.press('when?', 'enter');
    await vi.waitFor(() => expect(screen.live()).toContain('reading'));
    screen.press('my draft', 'ctrl+c');
    gate.release(1);
    await screen.settled();
    expect(screen.live()).toContain('❯ my draft▏');
    screen.press('ctrl+c');
    expect(screen.live()).toContain('❯ ▏Ctrl+C again leaves');
    screen.press('x', 'ctrl+c');
    expect(screen.model.isLeaving).toBe(false);
    screen.press('ctrl+c');
    expect(screen.model.isLeaving).toBe(true);
  });

  test('Ctrl+D deletes in a draft and leaves on an empty line', () => {
    const screen = testChat();
    screen.press('ab', 'home', 'ctrl+d');
    expect(screen.live()).toContain('❯ ▏b');
    screen.press('delete', 'ctrl+d');
    expect(screen.model.isLeaving).toBe(true);
  });

  test('lines sent while an answer is written are shown, and each goes out by itself', async () => {
    const gate = new Gate();
    const screen = testChat({answer: boiler, tick: gate.tick});
    screen.press('one', 'enter', 'two', 'enter', 'three\nmore', 'enter');
    screen.paste('four');
    screen.press('enter', 'five', 'enter', 'six', 'enter');
    expect(screen.live()).toContain(
      '  next: two\n  next: three more\n  next: four\n  next: five\n  and 1 more',
    );
    gate.release(1000);
    await vi.waitFor(() => expect(screen.chat.sent).toHaveLength(6));
    await screen.settled();
    expect(screen.chat.sent).toEqual(['one', 'two', 'three\nmore', 'four', 'five', 'six']);
    expect(screen.live()).not.toContain('next:');
  });

  test('Up on an empty line takes back what was sent last and still waits', async () => {
    const gate = new Gate();
    const screen = testChat({answer: boiler, tick: gate.tick});
    screen.press('one', 'enter', 'two', 'enter', 'thre', 'enter', 'up', 'e', 'enter');
    expect(screen.live()).toContain('  next: two\n  next: three');
    screen.press('up', 'ctrl+u', 'up', 'ctrl+u');
    expect(screen.live()).not.toContain('next:');
    gate.release(1000);
    await screen.settled();
    expect(screen.chat.sent).toEqual(['one']);
  });

  test('stopping holds what waits, beside the draft, until Enter sends it', async () => {
    const gate = new Gate();
    const screen = testChat({answer: boiler, tick: gate.tick});
    screen.press('one', 'enter', 'two', 'enter', 'three', 'enter', 'four', 'esc');
    gate.release(1);
    await screen.settled();
    expect(screen.live()).toContain('  held: two\n  held: three\n  Enter sends what is held');
    expect(screen.live()).toContain('❯ four▏');
    expect(screen.chat.sent).toEqual(['one']);
    gate.release(1000);
    screen.press('enter');
    await screen.settled();
    expect(screen.chat.sent).toEqual(['one', 'four']);
    screen.press('enter');
    await vi.waitFor(() => expect(screen.chat.sent).toEqual(['one', 'four', 'two', 'three']));
    await screen.settled();
  });

  test('leaving shows what was not sent', async () => {
    const gate = new Gate();
    const screen = testChat({answer: boiler, tick: gate.tick});
    screen.press('one', 'enter', 'two', 'enter', 'three', 'enter');
    screen.model.leave();
    gate.release(1000);
    await screen.settled();
    expect(screen.above()).toContain('  Not sent: two\n\n  Not sent: three');
    expect(screen.chat.sent).toEqual(['one']);
  });

  test('a command that needs no model runs at once and takes nothing of what waits with it', async () => {
    const gate = new Gate();
    const commands = [
      {name: 'why', does: 'show what it rests on'},
      {name: 'sessions', does: 'go on with one', takesTurn: (words: string) => words !== ''},
    ];
    const screen = testChat({answer: boiler, tick: gate.tick, commands});
    screen.press('one', 'enter', '/why', 'enter', 'a sentence', 'enter', '/sessions 3f9a', 'enter');
    await vi.waitFor(() => expect(screen.chat.sent).toEqual(['one', '/why']));
    expect(screen.live()).toContain('  next: a sentence\n  next: /sessions 3f9a');
    gate.release(1000);
    await vi.waitFor(() => expect(screen.chat.sent).toHaveLength(4));
    await screen.settled();
    expect(screen.chat.sent).toEqual(['one', '/why', 'a sentence', '/sessions 3f9a']);
  });

  test('a question without an answer is offered once more, and is not put before what is typed next', async () => {
    const screen = testChat({
      async *answer() {
        yield done('', {state: 'quoted'});
      },
    });
    screen.press('when?', 'enter');
    await screen.settled();
    expect(screen.live()).toContain('❯ when?▏');
    screen.press('and now', 'enter');
    await screen.settled();
    expect(screen.chat.sent).toEqual(['when?', 'and now']);
    screen.press('backspace', '!', 'enter');
    await screen.settled();
    expect(screen.chat.sent.at(-1)).toBe('and no!');
    screen.press('enter');
    await screen.settled();
    expect(screen.chat.sent.at(-1)).toBe('and no!');
    screen.paste('pasted');
    expect(screen.live()).toContain('❯ pasted▏');
  });

  test('without an answer the words go back to the draft and the reason is said', async () => {
    const screen = testChat({
      async *answer() {
        yield {
          type: 'error',
          code: 'model',
          message: 'No host answers.',
          hint: 'ollama serve',
          exitCode: 6,
        };
      },
    });
    screen.press('when?', 'enter');
    await screen.settled();
    expect(screen.above()).toContain('  error: No host answers.\n  ollama serve');
    expect(screen.live()).toContain('❯ when?▏');
  });

  test('an answer from notes alone says so and gives the question back', async () => {
    const screen = testChat({
      async *answer() {
        yield delta('No model: from your notes.\n\n> Boiler service: Friday');
        yield done('', {state: 'quoted'});
      },
    });
    screen.press('when?', 'enter');
    await screen.settled();
    expect(screen.above()).toMatch(/No model: from your notes\.\n\n│ Boiler service: Friday$/);
    expect(screen.live()).toContain('❯ when?▏');
  });

  test('a list of memu keeps its shape when it is wrapped', async () => {
    const screen = testChat({
      async *answer() {
        const text =
          'c18a  note  Boiler\n      Meyer says that the boiler has five good years left\n';
        yield {type: 'notice', level: 'info', text};
        yield done('');
      },
      size: {columns: 40, rows: 20},
    });
    screen.press('hm', 'enter');
    await screen.settled();
    expect(screen.above()).toMatch(
      /\n {2}c18a {2}note {2}Boiler\n {8}Meyer says that the boiler has\n {8}five good years left$/,
    );
  });

  test('nothing of a card is kept before a yes; accept, edit and drop do what they say', async () => {
    const screen = testChat({answer: cards});
    screen.press('plan', 'enter');
    await screen.settled();
    expect(screen.live()).toBe(`
  2 proposals · Tab to decide; nothing is kept before that
    task    Call mum · due Fri · priority 4
    task    Buy milk

❯ ▏
  llama3.2:3b on this machine · memory on`);
    screen.press('tab', 'j', 'd');
    expect(screen.chat.decided).toEqual(['drop bbbb']);
    screen.press('e', 'down', 'down', 'end', 'ctrl+u', 'priority: 5', 'enter');
    expect(screen.chat.decided.at(-1)).toBe(
      'accept aaaa {"title":"Call mum","fields":{"due":"2026-11-27","priority":5}}',
    );
    expect(screen.above()).toContain('  Dropped: Buy milk\n\n  Kept [aaaa]: Call mum');
    expect(screen.live()).not.toContain('proposal');
  });

  test('an edited card that makes no sense stays open and says why', async () => {
    const screen = testChat({answer: cards});
    screen.press('plan', 'enter');
    await screen.settled();
    screen.press('tab', 'e', 'down', 'down', 'end', 'x', 'enter');
    expect(screen.above()).toContain('error: priority must be a number.');
    expect(screen.chat.decided).toEqual([]);
    screen.press('esc');
    expect(screen.live()).toContain('▸ task    Call mum');
  });

  test('Tab completes commands and entries, and a slip of the finger is noticed', async () => {
    const screen = testChat({
      commands: [{name: 'model', args: '[NAME]', does: 'choose a model'}],
      findEntries: async () => [{prefix: '3f9a', kind: 'note', title: 'Boiler service'}],
    });
    screen.press('/m');
    expect(screen.live()).toContain('▸ /model [NAME]  choose a model');
    screen.press('tab', 'ctrl+u', 'see @bo');
    await vi.waitFor(() => expect(screen.live()).toContain('▸ Boiler service  note'));
    screen.press('tab');
    expect(screen.live()).toContain('❯ see @3f9a ▏');
    screen.press('ctrl+u', '/', 'down', 'enter');
    expect(screen.live()).toContain('❯ /help ▏');
    screen.press('ctrl+u', '/modell', 'enter');
    expect(screen.above()).toContain('error: There is no /modell.\n  Did you mean /model?');
    expect(screen.chat.sent).toEqual([]);
  });

  test('/edit alone brings the last question back, to be put in other words', async () => {
    const screen = testChat({commands: [{name: 'edit', does: 'ask in other words'}]});
    screen.press('when is it?', 'enter');
    await screen.settled();
    screen.press('/edit', 'enter');
    expect(screen.live()).toContain('❯ /edit when is it?▏');
    screen.press('backspace', ' due?', 'enter');
    await screen.settled();
    screen.press('/edit', 'enter');
    expect(screen.live()).toContain('❯ /edit when is it due?▏');
    expect(screen.chat.sent).toEqual(['when is it?', '/edit when is it due?']);
  });

  test('/help lists commands and keys from the lists that run them', () => {
    const screen = testChat({commands: [{name: 'why', does: 'show sources'}]});
    screen.press('/help', 'enter');
    expect(screen.above()).toMatch(/\/why +show sources/);
    expect(screen.above()).toMatch(/Esc, Ctrl\+C +stop the answer and keep the part/);
  });

  test('Up at the top finds what was sent before; a paste arrives whole and harmless', () => {
    const screen = testChat({history: ['first', 'second']});
    screen.press('up', 'up');
    expect(screen.live()).toContain('❯ first▏');
    screen.press('down', 'down');
    expect(screen.live()).toContain('❯ ▏');
    screen.paste('line one\nline two\u001b[31m');
    expect(screen.live()).toContain('❯ line one\n  line two␛[31m▏');
    expect(screen.chat.sent).toEqual([]);
  });

  test('Ctrl+O edits the draft outside and Ctrl+Z puts memu in the background', async () => {
    const screen = testChat({edit: async text => `${text} and bread\n`});
    screen.press('milk', 'ctrl+o', 'ctrl+z');
    await vi.waitFor(() => expect(screen.live()).toContain('❯ milk and bread▏'));
    expect(screen.suspended).toEqual(['stopped']);
  });

  test('the live part is never taller or wider than the screen, whatever is going on', async () => {
    const gate = new Gate();
    const screen = testChat({
      async *answer(_, tick) {
        for (let n = 0; n < 300; n += 1) {
          await tick();
          yield delta(`word${n} 日本語 `);
          if (n % 20 === 0)
            yield {type: 'proposal', proposal: taskCard(`c${n}`, 'long '.repeat(40))};
        }
        yield done('');
      },
      tick: gate.tick,
      commands: Array.from({length: 12}, (_, n) => ({
        name: `abc${n}`.replace(/\d/g, d => 'abcdefghij'[Number(d)]!),
        does: 'x '.repeat(80),
      })),
    });
    screen.press('go', 'enter');
    for (const [columns, rows] of [
      [80, 24],
      [40, 12],
      [24, 8],
      [120, 40],
    ] as const) {
      screen.resize(columns, rows);
      gate.release(60);
      await vi.waitFor(() => expect(screen.model.turn?.activity.text).toBe('writing'));
      screen.paste('a pasted line that is long enough to wrap\n'.repeat(30));
      const text = screen.live().split('\n');
      expect(text.length).toBeLessThan(rows);
      expect(screen.live()).toContain('▏');
      screen.model.draft.replace('');
      screen.press('/a');
      expect(screen.live().split('\n').length).toBeLessThan(rows);
      screen.press('ctrl+u');
    }
    screen.model.leave();
    gate.release(300);
    await screen.settled();
  });

  test('for a screen reader each thing is said once and nothing changes by itself', async () => {
    const gate = new Gate();
    const screen = testChat({answer: boiler, tick: gate.tick, isReader: true});
    screen.press('when?', 'enter');
    await vi.waitFor(() => expect(screen.above()).toContain('memu: reading 1,840 tokens'));
    const before = screen.live();
    screen.advance(5000);
    gate.release(2);
    await vi.waitFor(() => expect(screen.above()).toContain('memu: writing'));
    expect(screen.live()).toBe(before);
    gate.release(3);
    await screen.settled();
    expect(screen.above().match(/Bring the papers/g)).toHaveLength(1);
  });
});
