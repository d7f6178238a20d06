/** The half of the scenarios that the ranking may be tuned on: talk between a person and friends. */
import type {ScenarioSet} from '../scenario.ts';

export const tuning: ScenarioSet = {
  name: 'tuning',
  shape: 'talk',
  scenarios: [
    {
      type: 'people',
      lines: [
        'u: I keep hearing about {name} from everyone.',
        'o: What does {name} do for a living?',
        '*u: Something unusual, apparently they {job}. I had no idea one could.',
        'o: I would love to see that.',
      ],
      ask: ["What is {name}'s job?", 'What does {name} do for a living?'],
    },
    {
      type: 'people',
      lines: [
        'o: How was the {event}?',
        '*u: Loud, but I got talking to {name} there and we swapped numbers.',
        'o: Oh nice, you needed that.',
      ],
      ask: ['Who did I meet at the {event}?', 'Whose number did I get at the {event}?'],
    },
    {
      type: 'people',
      lines: [
        'u: The {thing} finally works again.',
        'o: You fixed it yourself?',
        '*u: No, {name} came over and spent the whole evening on it.',
        'o: That deserves a bottle of something.',
      ],
      ask: ['Who repaired my {thing}?', 'Who helped me to get the {thing} working?'],
    },
    {
      type: 'people',
      lines: [
        '*u: {name} has a {pet} now, it ate half a sofa cushion on day one.',
        'o: Poor cushion.',
      ],
      ask: ['What kind of animal does {name} have?', "What is {name}'s pet?"],
    },
    {
      type: 'places',
      lines: [
        'o: Where did you put the {thing} in the end?',
        '*u: It went {spot}, there was no other room.',
        'o: I would never have looked there.',
      ],
      ask: ['Where is the {thing}?', 'Where did I put the {thing}?'],
    },
    {
      type: 'places',
      lines: [
        'u: {name} is packing boxes all week.',
        'o: Moving again? Where to this time?',
        '*u: {city}, they signed the lease yesterday.',
      ],
      ask: ['Which city did {name} move to?', 'Where does {name} live now?'],
    },
    {
      type: 'places',
      lines: [
        '*u: You have to try the {dish} at {shop}, I queued twenty minutes and it was worth it.',
        'o: Noted!',
      ],
      ask: ['Where can I get good {dish}?', 'Where did I eat the {dish} I liked so much?'],
    },
    {
      type: 'places',
      lines: [
        'o: Is the {hobby} group still meeting?',
        '*u: Yes, since spring in {city}, in an old school gym.',
        'o: That is quite a drive.',
      ],
      ask: ['Where do we meet for {hobby}?', 'In which town is the {hobby} group?'],
    },
    {
      type: 'dates',
      lines: [
        'o: Any plans?',
        '*u: The {event} with {name} is on {month} {dayOfMonth}, I took the day off.',
        'o: Lucky you.',
      ],
      ask: ['When is the {event}?', 'What date is the {event} that {name} and I go to?'],
    },
    {
      type: 'dates',
      lines: [
        '*u: We went {hobby} today, {name} and I, and came home soaked.',
        'o: Worth it?',
        'u: Completely.',
        '---',
        'u: I went {hobby} again this morning, with {name2} for a change.',
        'o: You are getting serious about it.',
      ],
      ask: ['Who did I go {hobby} with in {when}?', 'With whom was I {hobby} in {when}?'],
    },
    {
      type: 'dates',
      lines: [
        '*u: Finally signed up for the {subject} course this afternoon!',
        'o: Congratulations, when does it start?',
        'u: Right after the holidays.',
      ],
      ask: ['When did I sign up for the {subject} course?', 'When did I start with {subject}?'],
    },
    {
      type: 'dates',
      lines: [
        "o: When is {name}'s birthday again? I always forget.",
        '*u: On {month} {dayOfMonth}. Bring {dish}.',
        'o: Will do.',
      ],
      ask: ["When is {name}'s birthday?", 'What day was {name} born?'],
    },
    {
      type: 'changes',
      lines: [
        'u: I am going to buy a {colour} {thing}, I have decided.',
        'o: Are you sure about the {thing}?',
        'u: Very sure.',
        '---',
        'o: So, did the {thing} arrive?',
        '*u: I cancelled it. I will rent one from {shop} instead.',
        'o: Sensible.',
      ],
      ask: [
        'What did I decide in the end about the {thing}?',
        'Did I buy the {thing} or change my mind?',
      ],
    },
    {
      type: 'changes',
      lines: [
        'u: {name} and I will travel to {city} in summer.',
        'o: Lovely, I was in {city} once.',
        '---',
        '*u: The trip to {city} is off, {name} prefers {city2} and I gave in.',
        'o: {city2} is great too.',
      ],
      ask: [
        'What became of the trip to {city} with {name}?',
        'Where are {name} and I travelling now instead of {city}?',
      ],
    },
    {
      type: 'changes',
      lines: [
        'u: My favourite thing to cook is {dish} these days.',
        'o: You made {dish} last week as well.',
        '---',
        '*u: I am so over {dish}. It is {dish2} every Sunday now.',
        'o: Fickle.',
      ],
      ask: ['What do I cook now instead of {dish}?', 'What replaced {dish} as my favourite?'],
    },
    {
      type: 'changes',
      lines: [
        'u: I do {hobby} every {weekday} after work.',
        'o: Every single {weekday}?',
        '---',
        '*u: They moved {hobby} to {weekday2}, so that is my evening now.',
        'o: Good to know.',
      ],
      ask: ['On which day do I do {hobby} now?', 'What day of the week is {hobby} currently?'],
    },
    {
      type: 'paraphrases',
      lines: [
        'u: The {symptom} woke me up again at four.',
        'o: You should really let somebody look at it.',
        '*u: I have an appointment with Doctor {name} at the practice in {city} on {weekday}.',
        'o: Good.',
      ],
      ask: ['Which physician in {city} did I arrange to see because of the {symptom}?'],
    },
    {
      type: 'paraphrases',
      lines: [
        'o: How are you feeling about your project with the {thing}?',
        '*u: Honestly, proud. I finished it on {weekday} and {name} cried when I showed it.',
      ],
      ask: ['How did {name} react to my completed {thing} project?'],
    },
    {
      type: 'paraphrases',
      lines: [
        'u: Guess what came in the post.',
        'o: Tell me.',
        '*u: An offer from the studio in {city}. They want me as a {subject} teacher from {month}.',
        'o: Wow, say yes!',
      ],
      ask: [
        'Where was I offered work teaching {subject}?',
        'Who wants to employ me for {subject}?',
      ],
    },
    {
      type: 'paraphrases',
      lines: [
        '*u: I owe {name} {number} euros for the {thing}, must not forget to pay it back.',
        'o: Put it on your list.',
      ],
      ask: ['How big is my debt to {name}?', 'How much money do I have to return for the {thing}?'],
    },
    {
      type: 'typos',
      lines: [
        'o: And the {thing}?',
        '*u: Sold it to {name} for {number}, cash in hand.',
        'o: Well done.',
      ],
      ask: ['who bought my {~thing}', 'How much did I get for the {~thing}?'],
    },
    {
      type: 'typos',
      lines: [
        '*u: {name} recommended a teacher for {subject}, she is in {city} and has space.',
        'o: Take it before it is gone.',
      ],
      ask: [
        'techer for {~subject} that {name} recommended',
        'Who recomended the {~subject} teacher?',
      ],
    },
    {
      type: 'typos',
      lines: [
        '*u: The password hint for the {hobby} club page is the name of my first {pet}.',
        'o: Do not tell me that.',
      ],
      ask: ['{~hobby} club pasword hint', 'What is the hint for the {~hobby} club page?'],
    },
    {
      type: 'typos',
      lines: [
        'u: I was in {city} yesterday.',
        'o: For the {event}?',
        '*u: Yes. {name} had spare tickets, otherwise I would not have gone.',
      ],
      ask: ['tickets for the {~event} from whom', 'Who had tickets for the {~event} in {city}?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: I bought the {thing} from {name}.',
        'o: Good price?',
        'u: Fair enough.',
        '---',
        "*u: {name}'s {relative} has moved to {city}.",
        'o: Far away.',
      ],
      ask: ['In which city lives the {relative} of {name}, who sold me the {thing}?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: {name} is getting a {pet} for their birthday from all of us.',
        'o: I am in.',
        '---',
        '*u: {name} celebrates at the {event} this year.',
        'o: I will be there.',
      ],
      ask: ['What present do we bring to the {event} for {name}?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: My {subject} teacher is called {name}.',
        'o: Strict?',
        'u: Very kind.',
        '---',
        'o: Did you hear about {name}?',
        '*u: Yes, {name} won a prize at the {event}!',
      ],
      ask: ['What did my {subject} teacher {name} win a prize at?'],
    },
    {
      type: 'hops',
      lines: [
        '*u: The spare key is with {name} while I am in {city}.',
        'o: Wise.',
        '---',
        '*u: {name} works at {shop} until {weekday}.',
        'o: Then I know where to go.',
      ],
      ask: ['Where does {name} work, who has my spare key while I am in {city}?'],
    },
  ],
};
