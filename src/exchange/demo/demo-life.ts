/** The words of a believable life: Clara, who lives with Ben in an old house, runs, and forgets the boiler. */

/** Something that happened once, so many days ago. */
export interface DemoMoment {
  readonly daysAgo: number;
  readonly text: string;
  readonly tags?: readonly string[];
}

export const notes: readonly (DemoMoment & {readonly title: string; readonly notebook?: string})[] =
  [
    {
      daysAgo: 702,
      title: 'Boiler service',
      tags: ['house'],
      text: 'Mr Meyer serviced the boiler. Pressure was low, he replaced the expansion valve (84 €). Next service in a year. Phone 030 555 0142, mornings only.',
    },
    {
      daysAgo: 338,
      title: 'Boiler service, second year',
      tags: ['house'],
      text: 'Meyer again. The valve holds. He says the boiler has five good years left and that we should ask for a heat pump quote before it breaks. 96 €.',
    },
    {
      daysAgo: 655,
      title: 'Bread that works',
      notebook: 'kitchen',
      tags: ['recipe'],
      text: '500 g flour (half spelt), 380 g water, 10 g salt, 80 g starter. Overnight in the fridge, 45 minutes at 230 °C in the pot. Do not open the lid before 25 minutes.',
    },
    {
      daysAgo: 610,
      title: 'Garden plan',
      notebook: 'garden',
      tags: ['garden'],
      text: '- Tomatoes on the south wall, not beside the potatoes again\n- Beans up the old ladder\n- Ask Ruth for the yellow courgette seeds\n- The pear tree wants pruning in February',
    },
    {
      daysAgo: 548,
      title: 'Lisbon, what we liked',
      tags: ['travel'],
      text: 'The small hotel in Graça with the tiled stairs (Casa da Ribeira). Ferry to Cacilhas at sunset. Ben wants to go back for the custard tarts alone. Flights were cheapest on Tuesdays.',
    },
    {
      daysAgo: 501,
      title: 'Physio exercises',
      tags: ['health', 'knee'],
      text: 'For the left knee, daily: 3 × 12 single-leg bridges, 2 minutes wall sit, slow step-downs. Dr Okafor: no hills for six weeks, then build up by ten percent a week.',
    },
    {
      daysAgo: 420,
      title: 'Heat pump quotes',
      notebook: 'house',
      tags: ['house', 'money'],
      text: '1. Brandt: 24,800 €, 14 weeks\n2. Sonnenschein: 21,300 €, needs the cellar wall opened\n3. Meyer does not do them, recommends Brandt\n\nSubsidy covers about 35 %. Decide before spring.',
    },
    {
      daysAgo: 366,
      title: 'A year at the library',
      tags: ['work'],
      text: 'What went well: the evening readings, the new catalogue, Tomasz. What did not: the roof, twice. What I want: one day a week without meetings.',
    },
    {
      daysAgo: 290,
      title: 'Wi-Fi in the attic',
      notebook: 'house',
      tags: ['house'],
      text: 'The repeater must sit by the chimney, nowhere else works. Reset: hold the button eleven seconds, not ten.',
    },
    {
      daysAgo: 247,
      title: 'Talk about reading rooms',
      tags: ['work', 'talk'],
      text: 'Three ideas: silence is a service; chairs decide who stays; nobody reads the signs. Open with the story of the man who came every day for the radiator.',
    },
    {
      daysAgo: 198,
      title: 'Packing list, mountains',
      tags: ['travel'],
      text: 'Blister plasters, the thin gloves, both water bottles, head torch, cash for the hut. Not the big camera again.',
    },
    {
      daysAgo: 160,
      title: 'Mum about the old house',
      tags: ['family'],
      text: 'She told me that grandfather built the staircase himself in 1952, from the wood of the ship that he had worked on. There is a photo in the blue album.',
    },
    {
      daysAgo: 121,
      title: 'Half marathon training',
      tags: ['running'],
      text: 'Three runs a week: one easy, one with intervals (6 × 800 m), one long and slow. Longest run 18 km three weeks before. Strength on Mondays.',
    },
    {
      daysAgo: 96,
      title: 'Wine that Anna brought',
      tags: ['food'],
      text: 'Blaufränkisch from a small place near Rust. She said 12 € and that it keeps five years. Find it for her birthday.',
    },
    {
      daysAgo: 74,
      title: 'Insurance',
      tags: ['money'],
      text: 'House: policy 88-1204, covers water damage, not the flood from outside. Ben asked, they said call before the first of December to change anything.',
    },
    {
      daysAgo: 51,
      title: 'Book club',
      tags: ['books'],
      text: 'Next: "The Wall" by Marlen Haushofer. Ruth found it bleak, Tomasz read it in one night. At our place, I bake.',
    },
    {
      daysAgo: 33,
      title: 'Roof at the library',
      tags: ['work'],
      text: 'The leak is above the map room. The city pays half. Offer from Holm & Sons must be signed by the end of the month.',
    },
    {
      daysAgo: 9,
      title: 'Presents',
      tags: ['family'],
      text: 'Mum: the big photo book. Ben: a proper head torch. Anna: the wine, and tea. Ruth: seeds. Tomasz: nothing, he insists.',
    },
  ];

export const facts: readonly (DemoMoment & {
  readonly type:
    | 'fact'
    | 'preference'
    | 'person'
    | 'event'
    | 'routine'
    | 'achievement'
    | 'reflection';
})[] = [
  {
    daysAgo: 690,
    type: 'person',
    text: 'Anna is my sister. She lives in Vienna and works as a paediatric nurse.',
  },
  {daysAgo: 688, type: 'person', text: 'Ben is my partner; his birthday is on 14 March.'},
  {daysAgo: 671, type: 'preference', text: 'Anna prefers green tea to coffee.'},
  {daysAgo: 640, type: 'fact', text: 'Mum is allergic to walnuts.'},
  {
    daysAgo: 633,
    type: 'person',
    text: 'Ruth is our neighbour; she has the spare key and waters the plants.',
  },
  {daysAgo: 598, type: 'event', text: 'Anna moved to a new flat in the Josefstadt.'},
  {
    daysAgo: 560,
    type: 'event',
    text: 'Saw the dentist, Dr Lindqvist: one filling, upper left. Come back in half a year.',
  },
  {daysAgo: 512, type: 'event', text: 'Twisted my left knee on the stairs of the S-Bahn.'},
  {daysAgo: 470, type: 'routine', text: 'On Sunday evenings Mum and I telephone.'},
  {daysAgo: 455, type: 'preference', text: 'I like to be told things briefly, in lists.'},
  {
    daysAgo: 402,
    type: 'achievement',
    text: 'Ran 5 km without pain for the first time since the knee.',
  },
  {daysAgo: 377, type: 'event', text: 'Dentist again: all well, the filling holds.'},
  {daysAgo: 349, type: 'fact', text: 'The car must go to inspection in every odd year in June.'},
  {
    daysAgo: 305,
    type: 'reflection',
    text: 'I am happiest in weeks in which I have cooked for other people.',
  },
  {
    daysAgo: 268,
    type: 'person',
    text: 'Tomasz, my colleague at the library, keeps bees on the roof.',
  },
  {daysAgo: 220, type: 'achievement', text: 'Ran 10 km in 58 minutes along the canal.'},
  {
    daysAgo: 183,
    type: 'event',
    text: 'Dentist, Dr Lindqvist: cleaned, and a night guard against grinding.',
  },
  {daysAgo: 150, type: 'preference', text: 'Ben does not eat coriander.'},
  {daysAgo: 118, type: 'event', text: 'Anna got engaged to Paul.'},
  {daysAgo: 88, type: 'routine', text: 'I run on Tuesdays, Thursdays and Sundays before work.'},
  {
    daysAgo: 63,
    type: 'fact',
    text: 'The library closes for the roof from the second week of January.',
  },
  {
    daysAgo: 40,
    type: 'event',
    text: 'The wedding of Anna and Paul will be on the last Saturday of May, in Rust.',
  },
  {daysAgo: 21, type: 'achievement', text: 'Ran 15 km, the longest ever.'},
  {daysAgo: 12, type: 'reflection', text: 'Mornings without the phone are better mornings.'},
];

export interface DemoTask {
  readonly title: string;
  /** Days from today; negative is overdue. */
  readonly dueIn?: number;
  /** Hour of the day, in the person's zone. */
  readonly hour?: number;
  readonly doneDaysAgo?: number;
  readonly goal?: string;
  readonly priority?: number;
  readonly minutes?: number;
  readonly energy?: number;
  readonly tags?: readonly string[];
  readonly recurrence?: string;
}

export interface DemoGoal {
  readonly title: string;
  readonly vision: string;
  readonly areas: readonly string[];
  readonly daysAgo: number;
  readonly targetIn?: number;
  readonly doneDaysAgo?: number;
  /** Title, and days from today when it was or is to be reached. */
  readonly milestones: readonly (readonly [title: string, days: number])[];
}

export const goals: readonly DemoGoal[] = [
  {
    title: 'Run a half marathon',
    vision: 'Cross the line in April with Ben waving, and walk normally the next day.',
    areas: ['health'],
    daysAgo: 121,
    targetIn: 148,
    milestones: [
      ['10 km without a break', -220],
      ['15 km', -21],
      ['18 km', 60],
      ['A test race of 10 miles', 110],
    ],
  },
  {
    title: 'A warm house without the old boiler',
    vision: 'A heat pump before the boiler decides for us.',
    areas: ['finance'],
    daysAgo: 420,
    targetIn: 190,
    milestones: [
      ['Three quotes', -418],
      ['Subsidy applied for', 20],
      ['Order signed', 60],
    ],
  },
  {
    title: 'Speak Portuguese well enough for Lisbon',
    vision: 'Order, joke and get lost without English.',
    areas: ['personal_growth'],
    daysAgo: 300,
    targetIn: 320,
    milestones: [
      ['Course A1', -140],
      ['Read one short novel', 200],
    ],
  },
  {
    title: 'Give a talk at the library congress',
    vision: 'Say something about reading rooms that people repeat.',
    areas: ['career'],
    daysAgo: 300,
    doneDaysAgo: 205,
    milestones: [
      ['Abstract accepted', -262],
      ['Slides done', -215],
    ],
  },
];

export const tasks: readonly DemoTask[] = [
  {
    title: 'Call Meyer about the boiler service',
    dueIn: -3,
    priority: 4,
    minutes: 10,
    tags: ['house'],
  },
  {title: 'Return the books for Ruth', dueIn: -1, minutes: 20},
  {
    title: 'Call mum',
    dueIn: 0,
    hour: 19,
    priority: 5,
    minutes: 30,
    tags: ['family'],
    recurrence: 'FREQ=WEEKLY',
  },
  {
    title: 'Easy run, 6 km',
    dueIn: 0,
    minutes: 45,
    energy: 3,
    goal: 'Run a half marathon',
    tags: ['running'],
  },
  {title: 'Sign the offer of Holm & Sons', dueIn: 2, priority: 5, minutes: 15, tags: ['work']},
  {
    title: 'Order the photo book for mum',
    dueIn: 4,
    priority: 3,
    minutes: 60,
    energy: 2,
    tags: ['family'],
  },
  {
    title: 'Long run, 16 km',
    dueIn: 5,
    minutes: 120,
    energy: 5,
    goal: 'Run a half marathon',
    tags: ['running'],
  },
  {
    title: 'Call the insurance before the first of December',
    dueIn: 6,
    priority: 4,
    minutes: 20,
    tags: ['money'],
  },
  {
    title: 'Fill in the subsidy form',
    dueIn: 9,
    priority: 4,
    minutes: 90,
    energy: 4,
    goal: 'A warm house without the old boiler',
  },
  {
    title: 'Ask Brandt for a new date',
    dueIn: 11,
    minutes: 15,
    goal: 'A warm house without the old boiler',
  },
  {title: 'Dentist appointment for the spring', dueIn: 14, minutes: 10, tags: ['health']},
  {title: 'Prune the pear tree', dueIn: 80, minutes: 90, energy: 4, tags: ['garden']},
  {
    title: 'Water the plants',
    dueIn: 1,
    minutes: 15,
    energy: 1,
    tags: ['house'],
    recurrence: 'FREQ=WEEKLY',
  },
  {
    title: 'Portuguese, one lesson',
    dueIn: 1,
    minutes: 25,
    energy: 2,
    goal: 'Speak Portuguese well enough for Lisbon',
    recurrence: 'FREQ=DAILY;INTERVAL=2',
  },
  {title: 'Find the wine for Anna', minutes: 30, tags: ['family']},
  {title: 'New head torch for Ben', minutes: 30},
  {title: 'Read up on night trains to Vienna', minutes: 40, tags: ['travel']},
  {title: 'Buy running shoes', doneDaysAgo: 110, minutes: 60, goal: 'Run a half marathon'},
  {title: 'Register for the race', doneDaysAgo: 90, minutes: 20, goal: 'Run a half marathon'},
  {
    title: 'Ask three firms for a quote',
    doneDaysAgo: 419,
    minutes: 120,
    goal: 'A warm house without the old boiler',
  },
  {
    title: 'Write the abstract',
    doneDaysAgo: 270,
    minutes: 180,
    goal: 'Give a talk at the library congress',
  },
  {
    title: 'Rehearse the talk with Tomasz',
    doneDaysAgo: 207,
    minutes: 60,
    goal: 'Give a talk at the library congress',
  },
  {
    title: 'Buy a Portuguese grammar',
    doneDaysAgo: 290,
    minutes: 20,
    goal: 'Speak Portuguese well enough for Lisbon',
  },
];

/** What a diary line may begin and end with; the two are put together by the day. */
export const diary = {
  begins: [
    'Rain all day, so',
    'Slept badly;',
    'A quiet day at the library;',
    'Sun at last:',
    'Ben was away, so',
    'Long meeting about the budget, then',
    'Cold feet and a warm kitchen:',
    'The tram did not come, so',
    'Up before six;',
    'Nothing much, and that was good:',
  ],
  ends: [
    'cooked lentil soup for Ruth and us.',
    'read forty pages on the sofa.',
    'walked home along the canal.',
    'mended the lamp in the hall.',
    'wrote three letters that were overdue.',
    'sorted the seeds for spring.',
    'talked with Anna for an hour.',
    'finally cleaned the coffee machine.',
    'Tomasz brought honey from the roof.',
    'went to bed at nine and slept.',
    'baked the bread, the crust was perfect.',
    'sat with mum’s old photographs.',
  ],
} as const;

export const talks: readonly {
  readonly daysAgo: number;
  readonly title: string;
  readonly turns: readonly string[];
}[] = [
  {
    daysAgo: 97,
    title: 'What to cook for Anna',
    turns: [
      'Anna comes on Friday. What could I cook?',
      'You wrote that Anna likes green tea and that she brought a Blaufränkisch. Ben does not eat coriander. Your lentil soup went well twice this autumn; with the bread from your notes it would make an easy evening.',
      'Good, the soup. Remind me to buy spelt flour.',
      'I can keep that as a task for Thursday, if you say yes.',
    ],
  },
  {
    daysAgo: 36,
    title: 'How far am I with running?',
    turns: [
      'How far am I with running?',
      'The 10 km in 58 minutes were in spring, and this month you reached 15 km. Your plan has 18 km as the next step. The knee was last mentioned more than a year ago.',
      'Thanks. The knee is fine, touch wood.',
    ],
  },
];
