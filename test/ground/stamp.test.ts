import {describe, expect, test} from 'vitest';
import {
  followHlc,
  furthestAheadMs,
  isStamp,
  nextHlc,
  parseStamp,
  stampMs,
  stampOf,
  zeroHlc,
} from '../../src/ground/stamp.ts';
import {fc} from '../support/random.ts';

const now = Date.parse('2026-11-21T09:30:00.000Z');
const anyMs = fc.integer({min: -1e15, max: 2 ** 47});

describe('the hybrid logical clock', () => {
  test('shows the system time while that moves on', () => {
    expect(stampMs(stampOf(nextHlc(zeroHlc, now), 'a'))).toBe(now);
  });

  test('never goes back, whatever the system clock does, and stays comparable as text', () => {
    fc.assert(
      fc.property(fc.array(anyMs, {minLength: 1, maxLength: 50}), times => {
        let last = zeroHlc;
        for (const ms of times) {
          const next = nextHlc(last, ms);
          expect(next > last).toBe(true);
          expect(isStamp(stampOf(next, 'd1'))).toBe(true);
          last = next;
        }
      }),
    );
  });

  test('a full counter borrows a millisecond', () => {
    const last = `${now.toString(16).padStart(12, '0')}ffff`;
    expect(nextHlc(last, now)).toBe(`${(now + 1).toString(16).padStart(12, '0')}0000`);
  });

  test('follows another device that is ahead by less than a day', () => {
    const seen = stampOf(nextHlc(zeroHlc, now + furthestAheadMs), 'b');
    const followed = followHlc(nextHlc(zeroHlc, now), seen, now);
    expect(stampOf(nextHlc(followed, now), 'a') > seen).toBe(true);
  });

  test('does not follow a stamp of more than a day ahead, an older one or a text that is none', () => {
    const mine = nextHlc(zeroHlc, now);
    for (const seen of [
      stampOf(nextHlc(zeroHlc, now + furthestAheadMs + 1), 'b'),
      stampOf(nextHlc(zeroHlc, now - 5), 'b'),
      'tomorrow',
    ])
      expect(followHlc(mine, seen, now)).toBe(mine);
  });

  test('a stamp is taken apart into its clock and its device, anything else is refused', () => {
    const hlc = nextHlc(zeroHlc, now);
    expect(parseStamp(stampOf(hlc, '3f9a-01'))).toEqual({hlc, device: '3f9a-01'});
    for (const text of ['', hlc, `${hlc}-`, `${hlc}-A`, `${hlc} -a`, `x${hlc}-a`, `${hlc}-a\n`])
      expect(parseStamp(text), JSON.stringify(text)).toBeUndefined();
  });
});
