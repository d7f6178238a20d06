/** What a plan has to fit into: its dates, the hours of a week, what is planned already. */

export interface PlanLimits {
  /** Today's date. */
  readonly today: string;
  /** IANA zone of the person. */
  readonly zone?: string;
  /** The goal's target date. */
  readonly target: string | null;
  readonly hoursPerWeek?: number;
  /** Minutes that are planned already, by the Monday of the week. */
  readonly planned: ReadonlyMap<string, number>;
  /** The title of an open task that means the same, if there is one. */
  readonly findDuplicate: (title: string) => string | undefined;
}

export const isWithin = (date: string, {today, target}: PlanLimits): boolean =>
  date >= today && (target === null || date <= target);

/** The nearest date that fits. */
export const clamped = (date: string, {today, target}: PlanLimits): string => {
  if (date < today) return today;
  return target !== null && date > target ? target : date;
};
