/** The pieces of an iCalendar file: its components with their lines, and what stands in their properties. */
import type {default as IcalModule} from 'ical.js';
import {isId} from '../../ground/ids.ts';
import type {Json} from '../../ground/json.ts';
import {withTypedDates} from './ics-values.ts';

export type Ical = typeof IcalModule;
export type Component = InstanceType<Ical['Component']>;
export type IcsProperty = InstanceType<Ical['Property']>;

/** A component as text, with the line at which it begins. */
export interface Block {
  readonly name: string;
  readonly source: string;
  readonly line: number;
}

/** What is read: events, to-dos and time zones. Others are named. */
const known = new Set(['VEVENT', 'VTODO', 'VTIMEZONE']);

/** The components of a file one below its calendar, alarms and all. */
export function* blocksIn(text: string): Generator<Block> {
  let lines: string[] = [];
  let open: {readonly name: string; readonly line: number} | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const begins = /^BEGIN:([A-Z0-9-]+)\s*$/i.exec(line)?.[1]?.toUpperCase();
    const isTop = begins !== undefined && begins !== 'VCALENDAR' && (!open || known.has(begins));
    if (begins !== undefined && isTop) {
      // A component that never ended is handed over as it is: its reader names it.
      if (open) yield {...open, source: lines.join('\r\n')};
      open = {name: begins, line: index + 1};
      lines = [];
    }
    if (!open) continue;
    lines.push(line);
    if (/^END:([A-Z0-9-]+)\s*$/i.exec(line)?.[1]?.toUpperCase() === open.name) {
      yield {...open, source: lines.join('\r\n')};
      open = undefined;
    }
  }
  if (open) yield {...open, source: lines.join('\r\n')};
}

/** Whether it is one of those that are read. */
export const isRead = ({name}: Block): boolean => known.has(name);

/** @throws Error of ical.js for what is no iCalendar */
export function parseBlock(ical: Ical, {source}: Block): Component | undefined {
  const typed = withTypedDates(source);
  const parsed = ical.parse(`BEGIN:VCALENDAR\r\n${typed}\r\nEND:VCALENDAR`);
  const [component] = new ical.Component(parsed as unknown[]).getAllSubcomponents();
  return component;
}

export const property = (component: Component, name: string): IcsProperty | null =>
  component.getFirstProperty(name);

export const textIn = (component: Component, name: string): string =>
  rawIn(component, name).toWellFormed().trim();

/** A value as text; one that its type forbids as it stands there, so that a thing is still known by it. */
export function rawIn(component: Component, name: string): string {
  const found = property(component, name);
  try {
    return String(found?.getFirstValue() ?? '');
  } catch {
    return String(found?.jCal[3] ?? '');
  }
}

/** Its id; where it has none, what it is called and when it begins. */
export const uidOf = (component: Component): string =>
  textIn(component, 'uid') || `${textIn(component, 'summary')} ${textIn(component, 'dtstart')}`;

/** Grows with each change that its calendar made; 0 where it does not say. */
export const sequenceOf = (component: Component): number =>
  Math.max(0, Math.trunc(Number(textIn(component, 'sequence')) || 0));

export const categoriesOf = (component: Component): string[] =>
  component
    .getAllProperties('categories')
    .flatMap(from => from.getValues().map(String))
    .filter(tag => tag !== '');

/** An id of memu's own comes back as it went out. */
export const ownIdOf = (uid: string): string | undefined => (isId(uid) ? uid : undefined);

/** What is read into fields, and what only says how the calendar keeps or shows a thing. */
const mapped = new Set([
  ...['uid', 'summary', 'description', 'location', 'categories', 'status', 'sequence', 'priority'],
  ...['dtstart', 'dtend', 'duration', 'due', 'completed', 'recurrence-id', 'related-to'],
  ...['rrule', 'rdate', 'exdate', 'exrule', 'created'],
  ...['dtstamp', 'last-modified', 'transp', 'class'],
]);

const isShown = (name: string): boolean => !mapped.has(name) && !name.startsWith('x-');

/** Properties without a field of their own, in words: people with their names, everything else as it stands. */
export function leftoversOf(component: Component): {[name: string]: Json} {
  const names = [...new Set(component.getAllProperties().map(one => one.name))].filter(isShown);
  const others = names.map(name => {
    const values = component.getAllProperties(name).map(leftoverText).slice(0, mostValues);
    return [name, values.length === 1 ? (values[0] ?? '') : values] as const;
  });
  return Object.fromEntries(others);
}

/** An invitation may list thousands of people. */
const mostValues = 100;

/** `Petronella (p@example.org)` of an attendee, and else the value. */
function leftoverText(from: IcsProperty): string {
  const value = from.jCal
    .slice(3)
    .map(String)
    .join(', ')
    .replace(/^mailto:/i, '');
  const name = from.getFirstParameter('cn');
  const text = name && name !== value ? `${name} (${value})` : value;
  return text.toWellFormed().slice(0, 2_000);
}

/** What of a component has no field: it is kept in the metadata, or (alarms, what programs add) not at all. */
export const withoutPlace = (component: Component): readonly string[] => [
  ...new Set([
    ...component
      .getAllProperties()
      .map(one => one.name)
      .filter(name => !mapped.has(name))
      .map(name => `calendar ${name.toUpperCase()}`),
    ...component.getAllSubcomponents().map(one => `calendar ${one.name.toUpperCase()}`),
  ]),
];
