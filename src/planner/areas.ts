/** The areas of life that goals and tasks belong to. A person may add to them in `areas.extra`. */
export const lifeAreas = [
  'health',
  'career',
  'relationships',
  'creativity',
  'finance',
  'personal_growth',
  'spirituality',
] as const;
