/** Dates of the calendar as text, `2026-11-21`: counting days and weeks, whatever clocks do. */

const dayMs = 86_400_000;
const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`);

export const addDays = (date: string, days: number): string =>
  new Date(utc(date) + days * dayMs).toISOString().slice(0, 10);

/** Days from one date to another; negative when it lies before. */
export const daysBetween = (from: string, to: string): number => (utc(to) - utc(from)) / dayMs;

/** The Monday of a date's week. */
export const mondayOf = (date: string): string =>
  addDays(date, -((new Date(utc(date)).getUTCDay() + 6) % 7));
