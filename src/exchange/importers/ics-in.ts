/** iCalendar in: events become context for the agenda, to-dos become tasks. */

import type {Clock} from '../../ground/time.ts';
import {loadRules} from '../../planner/tasks/recurrence.ts';
import {type EventBlock, readEvents} from './ics-events.ts';
import {blocksIn, type Component, parseBlock, property, sequenceOf, uidOf} from './ics-parts.ts';
import {readTodo} from './ics-todos.ts';
import {Zones} from './ics-zones.ts';
import {bad, type Found, guarded, unmapped} from './item.ts';

/** Reads a calendar; a component that cannot be read is named and skipped. */
export async function readIcs(text: string, clock: Clock): Promise<Iterable<Found>> {
  const {default: ical} = await import('ical.js');
  const rules = await loadRules();
  return readParts();

  function* readParts(): Generator<Found> {
    const zones = new Zones(ical, clock);
    const blocks: EventBlock[] = [];
    for (const block of blocksIn(text)) {
      try {
        const component = parseBlock(ical, block);
        if (component?.name === 'vtimezone') zones.describe(component);
        else if (component) blocks.push({component, line: block.line});
      } catch (error) {
        yield bad(block.line, `it is no iCalendar (${(error as Error).message.slice(0, 120)})`);
      }
    }
    const newest = withoutOlder(blocks);
    for (const {component, line} of newest.filter(({component}) => component.name === 'vtodo')) {
      yield* guarded(line, () => readTodo(component, line, {clock, zones}));
    }
    const events = newest.filter(({component}) => component.name === 'vevent');
    for (const [uid, group] of Map.groupBy(events, ({component}) => uidOf(component))) {
      yield* readEvents(uid, group, {rules, clock, zones});
    }
    for (const name of zones.unknown) yield unmapped(`calendar zone ${name}`);
  }
}

/** Of several versions of one thing the newest; the last of them where it counts none. */
function withoutOlder(blocks: readonly EventBlock[]): readonly EventBlock[] {
  const newest = new Map<string, EventBlock>();
  for (const block of blocks) {
    const key = keyOf(block.component);
    const other = newest.get(key);
    if (other && sequenceOf(other.component) > sequenceOf(block.component)) continue;
    newest.set(key, block);
  }
  return [...newest.values()];
}

const keyOf = (component: Component): string =>
  JSON.stringify([
    component.name,
    uidOf(component),
    String(property(component, 'recurrence-id')?.getFirstValue() ?? ''),
  ]);
