/** Questions for a conversation in which memu asks. They work without a model; a model adds follow-ups. */

export const interviewTopics: Readonly<Record<string, readonly string[]>> = {
  life: [
    'What does an ordinary good day of yours look like, from morning to night?',
    'Who are the people that matter most to you, and what should I know about them?',
    'What are you working towards these days, and why does it matter to you?',
    'What has changed in your life in the last year?',
    'What should I always keep in mind when I help you?',
  ],
  health: [
    'How do you feel in your body these days?',
    'What do you do for your health already, and how often?',
    'Is there anything about your health that I should know: conditions, allergies, medicines?',
    'How do you sleep, and what helps you to sleep well?',
    'What one thing would you like to change about your health in the next three months?',
  ],
  career: [
    'What do you do for work, and with whom?',
    'Which part of your work gives you energy, and which takes it?',
    'What are you proud of in your work?',
    'Where would you like to be in three years?',
    'What stands between you and that?',
  ],
  relationships: [
    'Who do you live with, and who is close to you?',
    'Whom would you like to see more often?',
    'Which dates of other people do you want to remember?',
    'Is there a conversation that you have been putting off?',
    'What makes you a good friend, and what would you like to do better?',
  ],
  creativity: [
    'What do you make, or would you like to make?',
    'When did you last lose track of time over something?',
    'What have you begun and not finished?',
    'What would you try if nobody ever saw it?',
    'What would help you to make something every week?',
  ],
  finance: [
    'How do you feel about your money at present?',
    'Which payments and contracts should never be forgotten?',
    'What are you saving for?',
    'What do you spend on that you would rather not?',
    'What would "enough" look like?',
  ],
  personal_growth: [
    'What have you learned in the last year, about anything?',
    'Which habit would you like to have, and which to lose?',
    'What do you do when something is hard?',
    'What feedback have you had more than once?',
    'Who would you like to become?',
  ],
  spirituality: [
    'What gives your life meaning?',
    'Do you have a practice: prayer, meditation, silence, nature?',
    'When did you last feel gratitude or awe?',
    'What do you believe about how one should live?',
    'What would you like to make more room for?',
  ],
  week: [
    'What went well this week?',
    'What did not go as you wanted, and what was the reason?',
    'What did you learn, or whom did you enjoy?',
    'What is the most important thing for the next week?',
    'What can wait?',
  ],
};
