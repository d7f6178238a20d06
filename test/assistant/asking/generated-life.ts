/** Lives made from a seed, with questions whose answers are known because the life was made from them. */
import {type Random, seeded} from '../../../scripts/bench/random.ts';
import type {Memu} from '../../../src/app/memu.ts';
import {conversationKind} from '../../../src/conversations/conversation.ts';
import {memoryKind} from '../../../src/memories/memory.ts';
import {noteKind} from '../../../src/notes/note.ts';
import {taskKind} from '../../../src/planner/tasks/task.ts';
import {type Asked, now} from './table.ts';

export interface GeneratedLife {
  readonly live: (memu: Memu) => void;
  readonly questions: readonly Asked[];
}

const names = [
  'Ingrid',
  'Mateo',
  'Farah',
  'Oskar',
  'Leila',
  'Hugo',
  'Nadia',
  'Piet',
  'Sanne',
  'Viktor',
  'Yuki',
  'Bram',
];
const cities = ['Ghent', 'Porto', 'Bergen', 'Krakow', 'Lyon', 'Turin', 'Malmö', 'Graz'];
const foods = ['peanuts', 'shellfish', 'celery', 'strawberries', 'sesame'];
const jobs = ['a carpenter', 'a midwife', 'a tax adviser', 'an organ builder', 'a vet'];
const hobbies = [
  {did: 'Swam', verb: 'swim', unit: 'km', tag: 'swimming', few: 2},
  {did: 'Cycled', verb: 'cycle', unit: 'km', tag: 'cycling', few: 30},
  {did: 'Hiked', verb: 'hike', unit: 'km', tag: 'hiking', few: 12},
] as const;
const shops = ['the bakery', 'the garage', 'the hardware shop', 'the vet'];

const today = Temporal.PlainDate.from(now.slice(0, 10));
const on = (date: Temporal.PlainDate, hour = 12): string =>
  new Date(
    date.toZonedDateTime({timeZone: 'Europe/Berlin', plainTime: {hour}}).epochMilliseconds,
  ).toISOString();
const monthName = (date: Temporal.PlainDate): string => date.toLocaleString('en', {month: 'long'});
/** As answers write it: `3 March 2026`. */
const written = (date: Temporal.PlainDate): string => `${date.day} ${monthName(date)} ${date.year}`;

export function generatedLife(seed: number): GeneratedLife {
  const random = seeded(seed);
  const maker = new Maker(random);
  maker.people();
  maker.changes();
  maker.sport();
  maker.money();
  maker.appointments();
  maker.plans();
  maker.diary();
  maker.talk();
  maker.imports();
  maker.unknown();
  maker.requests();
  return {
    live: memu => {
      for (const step of maker.steps) step(memu);
    },
    questions: maker.questions,
  };
}

class Maker {
  readonly steps: ((memu: Memu) => void)[] = [];
  readonly questions: Asked[] = [];
  readonly #random: Random;
  readonly #people: readonly string[];

  constructor(random: Random) {
    this.#random = random;
    this.#people = random.shuffled(names);
  }

  #ask(kind: string, question: string, rest: Omit<Asked, 'kind' | 'question'>): void {
    this.questions.push({kind, question, ...rest});
  }

  #memory(body: string, daysAgo: number, more: object = {}): void {
    const created_at = on(today.subtract({days: daysAgo}));
    this.steps.push(({entries}) => entries.create(memoryKind, {body, created_at, ...more}));
  }

  #note(title: string, body: string, daysAgo: number, more: object = {}): void {
    const created_at = on(today.subtract({days: daysAgo}));
    this.steps.push(({entries}) => entries.create(noteKind, {title, body, created_at, ...more}));
  }

  people(): void {
    const [sister, friend, boss, neighbour] = this.#people as [string, string, string, string];
    const [food, other] = this.#random.shuffled(foods) as [string, string];
    const job = this.#random.pick(jobs);
    this.#memory(`${sister} is my sister and ${job}.`, 500, {type: 'person'});
    this.#memory(`${friend} is allergic to ${food}.`, 300, {type: 'fact'});
    this.#memory(`${boss} is my boss; she hates ${other}.`, 200, {type: 'person'});
    this.#memory(`${neighbour} feeds our cat when we are away.`, 100, {type: 'person'});
    this.#memory(`Lunch with ${sister} and ${friend} by the canal.`, 20, {type: 'event'});
    const birthday = today.add({days: 40 + this.#random.below(100)});
    this.#memory(`The birthday of ${friend} is on ${birthday.day} ${monthName(birthday)}.`, 320);
    this.#ask('fact', `who is ${sister}?`, {has: ['my sister'], lacks: ['my boss']});
    this.#ask('fact', `what is ${friend} allergic to`, {has: [food], lacks: [other]});
    this.#ask('fact', `who is my boss`, {has: [boss], lacks: [neighbour]});
    this.#ask('fact', 'who feeds the cat', {has: [neighbour], lacks: [boss]});
    this.#ask('fact', `what does ${sister} do for a living`, {has: [job]});
    this.#ask('when', `when is ${friend}'s birthday?`, {
      has: [`${birthday.day} ${monthName(birthday)}`],
    });
    this.#ask('not kept', `when is ${boss}'s birthday?`, {isNothing: true, lacks: [friend]});
    this.#ask('not kept', `what is ${neighbour} allergic to?`, {
      isNothing: true,
      lacks: [food, other],
    });
    this.#ask('not kept', `where does ${boss} live`, {isNothing: true});
  }

  changes(): void {
    const [, , , , who, worker] = this.#people as string[];
    const [first, second] = this.#random.shuffled(cities) as [string, string];
    const year = 2019 + this.#random.below(3);
    const moved = Temporal.PlainDate.from({year, month: 6, day: 1});
    this.#memory(`${who} lives in ${first}.`, 900, {
      valid_from: `${year - 4}-01-01`,
      valid_to: `${moved}`,
    });
    this.#memory(`${who} lives in ${second}.`, 880, {valid_from: `${moved}`});
    this.steps.push(({entries}) =>
      entries.create(taskKind, {
        title: `Visit ${who} in ${first}`,
        created_at: on(today.subtract({days: 3})),
      }),
    );
    this.#ask('changed', `where does ${who} live?`, {has: [second], lacks: [first]});
    this.#ask('changed', `where did ${who} live in ${year - 2}?`, {has: [first], lacks: [second]});
    this.#ask('changed', `where did ${who} live in ${year + 2}?`, {has: [second], lacks: [first]});
    this.#memory(`${worker}'s car is a blue Fiat.`, 800);
    this.#memory(`${worker}'s car is a grey Volvo now.`, 60);
    this.#ask('changed', `what car does ${worker} have?`, {
      has: [/^No model.*\n\n\[\w+\].*\n.*Volvo/],
    });
  }

  sport(): void {
    const sport = this.#random.pick(hobbies);
    const month = today.subtract({months: 1}).with({day: 1});
    const days = this.#random
      .shuffled(Array.from({length: 27}, (_, n) => n))
      .slice(0, 3 + this.#random.below(4))
      .sort((a, b) => a - b);
    let total = 0;
    for (const day of days) {
      const km = sport.few + this.#random.below(9);
      total += km;
      const daysAgo = month.add({days: day}).until(today, {largestUnit: 'day'}).days;
      this.#memory(`${sport.did} ${km} km.`, daysAgo, {type: 'achievement', tags: [sport.tag]});
    }
    const before = month.subtract({months: 1}).add({days: 10});
    this.#memory(
      `${sport.did} ${sport.few} km, slowly.`,
      before.until(today, {largestUnit: 'day'}).days,
      {type: 'achievement'},
    );
    this.#note('Plan for the season', `I want to ${sport.verb} three times a week.`, 70);
    const name = monthName(month);
    const last = month.add({days: days.at(-1)!});
    this.#ask('count', `how many times did I ${sport.verb} in ${name}?`, {
      has: [new RegExp(`\\n${days.length} times`)],
    });
    this.#ask('sum', `how many km did I ${sport.verb} in ${name} altogether?`, {
      has: [`Altogether ${total} km`],
    });
    this.#ask('when', `when did I last ${sport.verb}?`, {
      has: [written(last)],
      lacks: ['Plan for'],
    });
    this.#ask('whether', `did I ${sport.verb} in ${monthName(before)}?`, {has: ['Yes', 'slowly']});
    this.#ask('whether', `did I ${sport.verb} in ${monthName(before.subtract({months: 3}))}?`, {
      has: ['Nothing that is kept says so'],
      lacks: ['slowly'],
    });
  }

  money(): void {
    const shop = this.#random.pick(shops);
    const amounts = [40 + this.#random.below(60), 100 + this.#random.below(90)];
    this.#note('Bill', `Paid ${amounts[0]} € at ${shop}.`, 80);
    this.#note('Bill again', `Paid ${amounts[1]} € at ${shop}.`, 45);
    this.#note('Theatre', 'Paid 33 € for two tickets.', 44);
    const total = amounts[0]! + amounts[1]!;
    this.#ask('sum', `how much did I spend at ${shop} in total?`, {
      has: [`Altogether ${total}`],
      lacks: ['33 €'],
    });
    this.#ask('sum', 'how much did the theatre cost?', {has: ['33'], lacks: [`${amounts[1]}`]});
  }

  appointments(): void {
    const who = this.#people[6]!;
    const friday = today.add({days: (5 - today.dayOfWeek + 7) % 7});
    const event = (
      title: string,
      date: Temporal.PlainDate,
      hour: number,
      location: string | null,
    ): void => {
      this.steps.push(({entries}) =>
        entries.create(memoryKind, {
          title,
          type: 'event',
          source: {kind: 'calendar', id: null, quote: null},
          metadata: {
            start: on(date, hour),
            end: on(date, hour + 1),
            location,
            uid: `${title}@test`,
          },
          created_at: now,
        }),
      );
    };
    event('Eye doctor', today.add({days: 1}), 11, 'Hafenstrasse 4');
    event(`Dinner with ${who}`, friday, 19, null);
    const party = today.add({days: 30 + this.#random.below(20)});
    event('Choir concert', party, 20, 'Town hall');
    this.#ask('agenda', 'what is on tomorrow?', {
      has: ['Eye doctor', '11:00'],
      lacks: ['Dinner', 'Choir'],
    });
    this.#ask('agenda', 'do I have anything on friday?', {
      has: [`Dinner with ${who}`, '19:00'],
      lacks: ['Eye doctor'],
    });
    this.#ask('agenda', "what's happening on friday?", {
      has: [`Dinner with ${who}`],
      lacks: ['Eye doctor'],
    });
    this.#ask('when', 'when is the choir concert?', {
      has: [written(party), '20:00'],
      lacks: ['Eye doctor'],
    });
    this.#ask('when', 'when do I see the eye doctor?', {has: [written(today.add({days: 1}))]});
    this.#ask('not kept', 'when is my flight?', {isNothing: true});
  }

  plans(): void {
    const add = (title: string, more: object): void => {
      this.steps.push(({tasks}) =>
        tasks.add({title, created_at: on(today.subtract({days: 9})), ...more}),
      );
    };
    add('Send the tax form', {
      due: `${today.subtract({days: 2})}`,
      priority: 5,
      duration_minutes: 90,
    });
    add('Order new glasses', {due: `${today.add({days: 2})}`, priority: 2, duration_minutes: 10});
    add('Repair the gate', {due: `${today.add({days: 20})}`, duration_minutes: 120});
    add('Water the ferns', {due: `${today}`, duration_minutes: 5, priority: 3});
    const lastWeek = today.subtract({days: today.dayOfWeek + 2});
    add('Renew the passport', {status: 'completed', completed_at: on(lastWeek)});
    add('Return the drill', {status: 'completed', completed_at: on(lastWeek.subtract({days: 20}))});
    this.steps.push(({goals}) =>
      goals.add({
        title: 'Learn to play the cello',
        target_date: `${today.add({days: 200})}`,
        created_at: on(today.subtract({days: 100})),
      }),
    );
    this.#ask('next', 'what should I do now?', {has: [/1\. Send the tax form/, 'overdue']});
    this.#ask('next', 'I have only 10 minutes, what can I do?', {
      has: ['Order new glasses', 'Water the ferns'],
      lacks: ['tax form', 'gate'],
    });
    this.#ask('next', 'which task is most urgent?', {has: [/1\. Send the tax form/]});
    this.#ask('agenda', 'what is due this week?', {
      has: ['Order new glasses', 'Water the ferns', 'Send the tax form'],
      lacks: ['Repair the gate'],
    });
    this.#ask('agenda', 'anything overdue?', {has: ['Send the tax form'], lacks: ['ferns']});
    this.#ask('count', 'how many open tasks do I have?', {has: [/\n(?:4|5) tasks open/]});
    this.#ask('period', 'what did I finish last week?', {
      has: ['Renew the passport'],
      lacks: ['drill'],
    });
    this.#ask('whether', 'did I renew my passport?', {has: ['Yes', written(lastWeek)]});
    this.#ask('whether', 'did I repair the gate?', {has: ['Nothing that is kept says so']});
    this.#ask('goals', 'how is my cello playing going?', {has: ['Learn to play the cello', '0 %']});
    this.#ask('summary', 'summarise last week', {
      has: ['1 done', 'Renew the passport'],
      lacks: ['drill', 'gate'],
    });
    this.#ask('summary', 'give me an overview of this week', {
      has: ['Order new glasses', 'Send the tax form'],
      lacks: ['gate'],
    });
  }

  diary(): void {
    const friend = this.#people[7]!;
    const month = today.subtract({months: 5}).with({day: 4});
    const lines = [
      'Painted the hall green.',
      `${friend} brought plums from her garden.`,
      'Storm in the night, the shed lost its roof.',
    ];
    lines.forEach((line, n) => {
      const date = month.add({days: 6 * n});
      this.#note(`${date}`, line, date.until(today, {largestUnit: 'day'}).days, {
        notebook: 'daily',
      });
    });
    const other = month.subtract({months: 2});
    this.#note(`${other}`, 'Planted the hedge.', other.until(today, {largestUnit: 'day'}).days, {
      notebook: 'daily',
    });
    this.#ask('period', `what was I doing in ${monthName(month)} ${month.year}?`, {
      has: ['Painted the hall', 'plums', 'shed'],
      lacks: ['hedge'],
    });
    this.#ask('period', `what happened on ${month.day} ${monthName(month)}?`, {
      has: ['Painted the hall'],
      lacks: ['plums', 'hedge'],
    });
    this.#ask('when', 'when did the shed lose its roof?', {has: [written(month.add({days: 12}))]});
    this.#ask('when', 'when did I paint the hall?', {has: [written(month)]});
    this.#ask('not kept', `what did I do in ${monthName(month)} 2015?`, {
      isNothing: true,
      lacks: ['hall'],
    });
  }

  talk(): void {
    const [who, other] = [this.#people[8]!, this.#people[9]!];
    const said = 'The roof needs new gutters before the frost.';
    this.steps.push(({entries, conversations}) => {
      const at = on(today.subtract({days: 50}));
      const talk = entries.create(conversationKind, {title: 'House', created_at: at});
      conversations.append(talk, [
        {role: 'other', speaker: who, text: said, at},
        {role: 'user', speaker: 'me', text: `I asked ${other} about the gutters too.`, at},
        {role: 'other', speaker: other, text: 'My cousin could paint the windows in May.', at},
      ]);
    });
    this.#ask('said', `what did ${who} say about the gutters?`, {
      has: [/^No model.*\n\n\[\w+\].*\n.*before the frost/],
    });
    this.#ask('said', `what did ${other} say about the windows?`, {
      has: ['paint the windows in May'],
      lacks: ['frost'],
    });
  }

  /** Brought in all at one moment, without dates: the moment says nothing. */
  imports(): void {
    const person = this.#people[10]!;
    for (const body of [
      'Had the chimney swept.',
      `Went sailing with ${person}.`,
      'Sold the old piano.',
      'Bought a loom.',
    ]) {
      this.steps.push(({entries}) =>
        entries.create(memoryKind, {
          body,
          ref: body,
          source: {kind: 'import', id: null, quote: null},
          created_at: on(today.subtract({days: 4})),
        }),
      );
    }
    const wrong = written(today.subtract({days: 4}));
    this.#ask('when', 'when did I sell the piano?', {has: ['Sold the old piano'], lacks: [wrong]});
    this.#ask('whether', `did I go sailing with ${person} last week?`, {
      has: ['Nothing that is kept says so'],
      lacks: ['Yes'],
    });
    this.#ask('whether', 'did I ever buy a loom?', {has: ['Bought a loom']});
  }

  unknown(): void {
    this.#ask('not kept', 'what is the code of the garage door?', {isNothing: true});
    this.#ask('not kept', `what did ${this.#people[11]!} tell me about the boat?`, {
      isNothing: true,
    });
    this.#ask('not kept', 'how much did the sofa cost?', {isNothing: true, lacks: ['33 €']});
  }

  requests(): void {
    this.#ask('request', 'please add a task to descale the kettle', {
      card: {kind: 'task', title: /descale the kettle/},
    });
    this.#ask('request', 'remind me to phone the plumber tomorrow', {
      card: {kind: 'task', title: /phone the plumber/, due: `${today.add({days: 1})}`},
    });
    this.#ask('request', 'remember that the bin goes out on mondays', {
      card: {kind: 'memory', title: /bin goes out/},
    });
    this.#ask('request', 'mark water the ferns as done', {
      card: {kind: 'complete_task', title: /Water the ferns/},
    });
    this.#ask('request', 'I have ordered the new glasses', {
      card: {kind: 'complete_task', title: /Order new glasses/},
    });
  }
}
