/** When so much disappears at once that a person should look first. */

const leastAllowed = 10;
const shareAllowed = 0.05;

/** How many of `total` entries may be deleted by one sync without asking. */
const deletesAllowed = (total: number): number =>
  Math.max(leastAllowed, Math.floor(total * shareAllowed));

/** True when deletions must wait until a person has accepted at least that many. */
export const isTooManyDeletes = (deletes: number, total: number, accepted = 0): boolean =>
  deletes > deletesAllowed(total) && deletes > accepted;
