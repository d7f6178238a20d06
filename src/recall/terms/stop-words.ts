/** Words that carry a question rather than what is asked for. */

/** Left out of a query unless nothing else is in it; English, folded, without apostrophes. */
export const stopWords: ReadonlySet<string> = new Set(
  `a about after again all also am an and any are as at be been being but by can cant could did didnt
  do does doesnt doing dont for from get gets getting give given go goes going gone got had hadnt has
  hasnt have havent having he her here hers herself hi him himself his how i id if ill im in into is
  isnt it its itself ive just let lets many may maybe me might mine more most much must my myself no
  nor not of off ok on once one only or other our ours out over own please really said say says shall
  she should so some somebody someone something such tell than that thats the their theirs them then
  there these they theyre thing things this those to too told up us very want wants was wasnt we were
  werent what whats when whens where wheres which while who whom whos whose why will with would yes
  yet you your yours now nowadays currently still instead finally actually currently always ever
  anymore became become else`
    .split(/\s+/)
    .filter(Boolean),
);
