import {expect, test} from 'vitest';
import {
  everyPhrase,
  everyZone,
  manyMoments,
  onEachDate,
  readAll,
} from '../../scripts/bench/time-phrases.ts';

// Each phrase on a twentieth of the dates, another twentieth for the next one;
// `node scripts/bench/time-phrases.ts` reads each on all of them.
test('every way of saying a time is read in every zone, on two thousand dates', {
  timeout: 120_000,
}, () => {
  const zones = everyZone();
  const moments = manyMoments(2_000);
  const met = {zones: new Set<string>(), moments: new Set<number>()};
  const {phrases, readings, spans, failures} = readAll(everyPhrase(), (_, index) => {
    const some = moments.filter((_moment, n) => n % 20 === index % 20);
    const occasions = [...onEachDate(zones, some, index)];
    for (const {zone, now} of occasions) {
      met.zones.add(zone);
      met.moments.add(now);
    }
    return occasions;
  });
  console.log(`${phrases} phrases, ${readings} readings, ${spans} spans of time`);
  expect(failures.slice(0, 20)).toEqual([]);
  expect([met.zones.size, met.moments.size]).toEqual([zones.length, moments.length]);
  expect(phrases).toBeGreaterThan(1_000);
  expect(spans / readings).toBeGreaterThan(0.5);
});
