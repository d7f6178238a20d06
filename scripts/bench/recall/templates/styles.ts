/** Four other ways of writing things down, never tuned on: short chat, long answers, diary, lists. */
import type {ScenarioSet} from '../scenario.ts';

const shortChat: ScenarioSet = {
  name: 'short chat',
  shape: 'talk',
  scenarios: [
    {
      type: 'people',
      lines: ['o: who has the {thing}', '*u: {name}', 'o: ok'],
      ask: ['who has the {thing}?'],
    },
    {
      type: 'people',
      lines: ['u: {name} started a new job!!', 'o: doing what', '*u: {job} lol'],
      ask: ['what is the new job of {name}?'],
    },
    {
      type: 'places',
      lines: ['o: where r u', '*u: {city} with {name}', 'o: again??'],
      ask: ['where was I with {name}?', 'which city was I in with {name}?'],
    },
    {
      type: 'places',
      lines: ['o: {thing} where', '*u: {spot}', 'o: found it thx'],
      ask: ['where is the {thing} kept?'],
    },
    {
      type: 'dates',
      lines: ['o: {event} when', '*u: {month} {dayOfMonth}', 'o: cool'],
      ask: ['when is the {event}?', 'what date is the {event}?'],
    },
    {
      type: 'dates',
      lines: [
        '*u: {hobby} today was sooo good',
        'o: pics??',
        '---',
        'u: no {hobby} this week',
        'o: :(',
      ],
      ask: ['how was {hobby} in {when}?'],
    },
    {
      type: 'changes',
      lines: [
        'u: getting a {thing}',
        'o: yay',
        '---',
        '*u: no {thing} after all, too pricey',
        'o: oh no',
      ],
      ask: ['did I get the {thing} in the end?'],
    },
    {
      type: 'changes',
      lines: [
        'u: {hobby} on {weekday} then',
        'o: yep',
        '---',
        '*u: {hobby} is {weekday2} now btw',
        'o: fine by me',
      ],
      ask: ['which day is {hobby} now?'],
    },
    {
      type: 'paraphrases',
      lines: [
        'o: still got that {symptom}?',
        '*u: gone since {name} gave me the {colour} cream',
        'o: magic',
      ],
      ask: ['what remedy from {name} cured my {symptom}?'],
    },
    {
      type: 'paraphrases',
      lines: ['*u: owe {name} {number} for the {thing} grr', 'o: pay up'],
      ask: ['how much money must I give back to {name}?', 'debt for the {thing}'],
    },
    {
      type: 'typos',
      lines: ['o: {subject} homework??', '*u: page {number}', 'o: ty'],
      ask: ['which page for {~subject} homework', '{~subject} homwork'],
    },
    {
      type: 'typos',
      lines: ['*u: {dish} at {shop} is 10/10', 'o: hungry now'],
      ask: ['best {~dish}', 'where was the {~dish} so good?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: {name} is driving to the {event}',
        'o: room for me?',
        '---',
        '*u: {name} leaves at 7 from {shop}',
        'o: k',
      ],
      ask: ['when and where leaves {name}, who drives to the {event}?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: met {name} in {city}',
        'o: nice?',
        '---',
        "*u: {name}'s number ends in {number}",
        'o: call',
      ],
      ask: ['how does the number of {name} end, whom I met in {city}?'],
    },
  ],
};

const longAnswers: ScenarioSet = {
  name: 'long answers',
  shape: 'assistant',
  scenarios: [
    {
      type: 'people',
      lines: [
        'u: I have to write a speech for {name}. Can you give me a structure?',
        'o: {name}',
        '*u: They {job}, so maybe a joke about that.',
        'o: {name}',
      ],
      ask: ['What does {name} do for work?'],
    },
    {
      type: 'people',
      lines: ['*u: How do I thank {name} for lending me the {thing}?', 'o: {thing}'],
      ask: ['Who lent me the {thing}?'],
    },
    {
      type: 'places',
      lines: [
        'u: What should one know about {hobby} as a beginner?',
        'o: {hobby}',
        '*u: I found a group in {city}, thanks.',
        'o: {city}',
      ],
      ask: ['Where is the {hobby} group that I found?'],
    },
    {
      type: 'places',
      lines: ['*u: I store my {thing} {spot}. Is damp a problem?', 'o: {thing}'],
      ask: ['Where do I store the {thing}?'],
    },
    {
      type: 'dates',
      lines: ['*u: The {event} is on {month} {dayOfMonth}, what should I prepare?', 'o: {event}'],
      ask: ['On what date is the {event}?'],
    },
    {
      type: 'dates',
      lines: [
        '*u: I began {subject} lessons today. How do I keep at it?',
        'o: {subject}',
        '---',
        'u: Which books on {subject} are good?',
        'o: {subject}',
      ],
      ask: ['When did I begin with {subject}?', 'What did I begin in {when}, {subject}?'],
    },
    {
      type: 'changes',
      lines: [
        'u: I want to buy a {thing}. What matters?',
        'o: {thing}',
        '---',
        '*u: I decided against the {thing}, I borrow one. Any tips for borrowing?',
        'o: {thing}',
      ],
      ask: ['Did I finally buy a {thing}?', 'What was my decision about the {thing}?'],
    },
    {
      type: 'changes',
      lines: [
        'u: I plan a journey to {city} in {month}. Ideas?',
        'o: {city}',
        '---',
        '*u: Forget {city}, I will go to {city2} instead. Ideas?',
        'o: {city2}',
      ],
      ask: ['Where do I travel now instead of {city}?'],
    },
    {
      type: 'paraphrases',
      lines: ['*u: My {symptom} is bad since the {hobby} weekend. What helps?', 'o: {symptom}'],
      ask: ['Which pain did I get from {hobby}?', 'What hurts since I did {hobby}?'],
    },
    {
      type: 'paraphrases',
      lines: ['*u: {name} and I fell out over the {thing}. How can I make peace?', 'o: {name}'],
      ask: ['Why did I quarrel with {name}?', 'What was the argument with {name} about?'],
    },
    {
      type: 'typos',
      lines: ['*u: I pay {number} a month for {hobby}. Is that too much?', 'o: {hobby}'],
      ask: ['monthly price I pay for {~hobby}'],
    },
    {
      type: 'typos',
      lines: ['*u: My recipe for {dish} comes from {name}. How do I scale it up?', 'o: {dish}'],
      ask: ['Who gave me the {~dish} recipy?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: {name} is my new {subject} tutor. How should I prepare?',
        'o: {subject}',
        '---',
        '*u: {name} charges {number} an hour. Is that fair?',
        'o: {name}',
      ],
      ask: ['How much does {name}, my {subject} tutor, charge?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: I promised {name} a {dish}. What goes with it?',
        'o: {dish}',
        '---',
        '*u: {name} comes on {weekday}. When do I start to cook?',
        'o: {name}',
      ],
      ask: ['When does {name} come, to whom I promised {dish}?'],
    },
  ],
};

const diary: ScenarioSet = {
  name: 'diary',
  shape: 'diary',
  scenarios: [
    {
      type: 'people',
      lines: [
        '*u: Sat with {name} by the canal until dark. It turns out they {job}; I could have listened for hours.',
      ],
      ask: ['What does {name} work as?'],
    },
    {
      type: 'people',
      lines: [
        '*u: The {thing} gave up with a bang. {name} from downstairs knew what to do and would not take money.',
      ],
      ask: ['Who fixed the {thing} for free?', 'Who knew what to do about the {thing}?'],
    },
    {
      type: 'places',
      lines: [
        '*u: Long train to {city} to see {name} in the new flat, boxes everywhere, ate on the floor.',
      ],
      ask: ["Where is {name}'s new flat?"],
    },
    {
      type: 'places',
      lines: [
        '*u: Tidied all day. The {thing} now lives {spot}, which I will have forgotten by spring.',
      ],
      ask: ['Where did I put away the {thing}?'],
    },
    {
      type: 'dates',
      lines: [
        '*u: First evening of {subject}. My head hums, but I will go again.',
        '---',
        'u: Skipped {subject}, too tired to think.',
      ],
      ask: ['When was my first evening of {subject}?'],
    },
    {
      type: 'dates',
      lines: [
        '*u: {name} and I at the {event} all afternoon; sunburnt and happy.',
        '---',
        'u: Somebody mentioned the {event} and I smiled.',
      ],
      ask: [
        'What did I do in {when} with {name} at the {event}?',
        'When was I at the {event} with {name}?',
      ],
    },
    {
      type: 'changes',
      lines: [
        'u: Resolved to sell the {thing}; it only gathers dust.',
        '---',
        '*u: Could not do it. The {thing} stays, I even polished it.',
      ],
      ask: ['Did I sell the {thing} or keep it in the end?'],
    },
    {
      type: 'changes',
      lines: [
        'u: {city} it is: I will look for work there this year.',
        '---',
        '*u: No more talk of {city}. I am staying, because of {name}.',
      ],
      ask: ['Am I still going to look for work in {city}?', 'Why do I not move to {city}?'],
    },
    {
      type: 'paraphrases',
      lines: [
        '*u: Bad news from the clinic about my {relative}, the operation is set for {weekday}. {name} will drive us.',
      ],
      ask: [
        'Who takes us to the hospital for the surgery of my {relative}, {name} or somebody else?',
      ],
    },
    {
      type: 'paraphrases',
      lines: [
        '*u: I shouted at {name} over the {dish} and regret it. Wrote a card, did not post it.',
      ],
      ask: ['What was I sorry about with {name}?', 'When did I lose my temper about {dish}?'],
    },
    {
      type: 'typos',
      lines: ['*u: Tried {hobby} with {name}. Fell twice, laughed more.'],
      ask: ['with whom did I try {~hobby}', 'first time {~hobby} with {name}'],
    },
    {
      type: 'typos',
      lines: ['*u: Made {dish} from memory, added orange peel, everyone had seconds.'],
      ask: ['what did I add to the {~dish}', '{~dish} from memry'],
    },
    {
      type: 'hops',
      lines: [
        '*u: {name} gave me a {thing} for no reason at all.',
        '---',
        '*u: Letter from {name}, posted in {city}, eleven pages.',
      ],
      ask: ['From which city did {name} write, who gave me the {thing}?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: Began a new notebook for {hobby}; {name} laughs at my lists.',
        '---',
        '*u: {name} is ill, I brought {dish}.',
      ],
      ask: ['What did I bring to {name}, who laughs at my {hobby} lists?'],
    },
  ],
};

const lists: ScenarioSet = {
  name: 'to-do lists',
  shape: 'list',
  scenarios: [
    {
      type: 'people',
      lines: ['*u: ask {name} about the {thing}'],
      ask: ['Whom do I have to ask about the {thing}?'],
    },
    {
      type: 'people',
      lines: ['*u: return {colour} umbrella to {name}'],
      ask: ['Which umbrella belongs to {name}?'],
    },
    {
      type: 'places',
      lines: ['*u: pick up {thing} at {shop}'],
      ask: ['Where do I pick up the {thing}?'],
    },
    {
      type: 'places',
      lines: ['*u: book train to {city} for {name}'],
      ask: ['To which city does {name} need a train?'],
    },
    {
      type: 'dates',
      lines: ['*u: {event}: buy tickets before {month} {dayOfMonth}'],
      ask: ['Until when can I buy tickets for the {event}?'],
    },
    {
      type: 'dates',
      lines: ['*u: register for {subject} by {month} {dayOfMonth}'],
      ask: ['When is the deadline to register for {subject}?'],
    },
    {
      type: 'changes',
      lines: [
        'u: order {thing} from {shop}',
        '---',
        '*u: cancel {thing} order, take the used one from {name}',
      ],
      ask: ['What did I decide about the {thing} order?'],
    },
    {
      type: 'changes',
      lines: [
        'u: {hobby} trial lesson {weekday}',
        '---',
        '*u: {hobby} lesson moved to {weekday2}, tell {name}',
      ],
      ask: ['To which day was the {hobby} lesson moved?', 'When is the {hobby} lesson now?'],
    },
    {
      type: 'paraphrases',
      lines: ['*u: transfer {number} to {name} ({thing})'],
      ask: ['How much do I have to pay {name} for the {thing}?'],
    },
    {
      type: 'paraphrases',
      lines: ['*u: call clinic re {symptom}, ask for Dr {name}'],
      ask: ['Which doctor should I phone about my {symptom}, {name}?'],
    },
    {
      type: 'typos',
      lines: ['*u: get ingredients for {dish}: list from {name}'],
      ask: ['who has the list for {~dish}'],
    },
    {
      type: 'typos',
      lines: ['*u: renew {hobby} membership, {number} EUR'],
      ask: ['{~hobby} membershp price', 'How much is the {~hobby} membership?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: invite {name} to the {event}',
        '---',
        '*u: {name}: write to PO box {number}, {city}',
      ],
      ask: ['What is the address of {name}, whom I invite to the {event}?'],
    },
    {
      type: 'hops',
      lines: ['*u: give {name} the {thing} back', '---', '*u: {name} is in on {weekday} only'],
      ask: ['On which day can I give {name} the {thing} back?'],
    },
  ],
};

export const styles: readonly ScenarioSet[] = [shortChat, longAnswers, diary, lists];
