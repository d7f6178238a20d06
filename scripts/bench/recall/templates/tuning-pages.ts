/** The tuning half told on long pages, several matters a page: what the ranking of long texts may be tuned on. */
import type {ScenarioSet} from '../scenario.ts';
import {tuning} from './tuning.ts';

/** Everything that was said, as somebody might write it down in the evening. */
const tuningPages: ScenarioSet = {...tuning, name: 'tuning, pages', shape: 'diary'};

/** Only what the person said: some answers stand there without the words that are asked for. */
const tuningOwnPages: ScenarioSet = {
  name: 'tuning, own words',
  shape: 'diary',
  scenarios: tuning.scenarios.map(scenario => ({
    ...scenario,
    lines: scenario.lines.filter(line => !line.startsWith('o:')),
  })),
};

export const longTuning: readonly ScenarioSet[] = [tuningPages, tuningOwnPages];
