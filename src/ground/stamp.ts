/**
 * Hybrid logical clock: stamps that order writes across devices whose clocks disagree. A stamp only
 * ever breaks ties between two edits; it never decides that something may be dropped. After Kulkarni and
 * others, "Logical Physical Clocks" (OPODIS 2014).
 */

/** Sixteen hex digits: twelve for milliseconds since the epoch, four for a counter within one. */
export type Hlc = string;

/** `<hlc>-<device>`; comparing two stamps as text compares them as times, then as devices. */
export type Stamp = string;

export const zeroHlc: Hlc = '0'.repeat(16);

/** A remote stamp further ahead than this does not pull the local clock along. */
export const furthestAheadMs = 24 * 60 * 60 * 1000;

/** A stamp further ahead than this comes from a clock that was wrong, and is put right: see `isWrongAhead`. */
const wrongAheadMs = 31 * 24 * 60 * 60 * 1000;

/** A clock that shows an earlier time was never set, and judges no other. */
const earliestNow = Date.UTC(2025, 0, 1);

const counterLimit = 0x10000;
const latestMs = 2 ** 48 - 1;
const stampPattern = /^([0-9a-f]{16})-([0-9a-z][0-9a-z-]{0,63})$/;

const hlcOf = (ms: number, counter: number): Hlc =>
  ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0');

const msOf = (hlc: Hlc): number => Number.parseInt(hlc.slice(0, 12), 16);

const counterOf = (hlc: Hlc): number => Number.parseInt(hlc.slice(12), 16);

const clamp = (ms: number): number => Math.min(Math.max(Math.trunc(ms) || 0, 0), latestMs);

/**
 * The next value of a device's clock: later than `last` even when the system clock (`now`, in
 * milliseconds) stands still or was set back. At its end, in the year 10,889, it stands still.
 */
export function nextHlc(last: Hlc, now: number): Hlc {
  const ms = clamp(now);
  if (ms > msOf(last)) return hlcOf(ms, 0);
  const counter = counterOf(last) + 1;
  if (counter < counterLimit) return hlcOf(msOf(last), counter);
  if (msOf(last) >= latestMs) return last;
  return hlcOf(msOf(last) + 1, 0);
}

/**
 * The clock after a stamp of another device was seen: not behind it, unless it lies more than
 * `furthestAheadMs` after `now`, so that one device with a clock years ahead drags nobody along.
 */
export function followHlc(last: Hlc, seen: Stamp, now: number): Hlc {
  const other = parseStamp(seen)?.hlc;
  if (other === undefined || other <= last || msOf(other) > clamp(now) + furthestAheadMs)
    return last;
  return other;
}

/** True for a stamp that no clock can have given by `now`, unless it is `now` that is wrong. */
export const isWrongAhead = (stamp: Stamp | Hlc, now: number): boolean =>
  now >= earliestNow && stamp > hlcOf(clamp(now + wrongAheadMs), 0);

export const stampOf = (hlc: Hlc, device: string): Stamp => `${hlc}-${device}`;

/** The parts of a stamp, or undefined when a text is none. */
export function parseStamp(text: string): {readonly hlc: Hlc; readonly device: string} | undefined {
  const match = stampPattern.exec(text);
  return match ? {hlc: match[1]!, device: match[2]!} : undefined;
}

export const isStamp = (text: string): boolean => stampPattern.test(text);

/** Milliseconds since the epoch that a stamp claims; undefined when the text is none. */
export function stampMs(stamp: Stamp): number | undefined {
  const parts = parseStamp(stamp);
  return parts && msOf(parts.hlc);
}

/** The later of two stamps. */
export function laterOf(a: Stamp, b: Stamp): Stamp {
  if (a < b) return b;
  return a;
}
