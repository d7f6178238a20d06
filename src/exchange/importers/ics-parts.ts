/** The pieces of an iCalendar file: its components with their lines, and what stands in their properties. */
import type {default as IcalModule} from 'ical.js';
import {isId} from '../../ground/ids.ts';

export type Ical = typeof IcalModule;
export type Component = InstanceType<Ical['Component']>;
export type Property = InstanceType<Ical['Property']>;

/** A component as text, with the line at which it begins. */
export interface Block {
  readonly name: string;
  readonly source: string;
  readonly line: number;
}

/** The events, to-dos and time zones of a file, alarms and all. */
export function* blocksIn(text: string): Generator<Block> {
  let lines: string[] = [];
  let open: {readonly name: string; readonly line: number} | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const begins = /^BEGIN:(VEVENT|VTODO|VTIMEZONE)\s*$/i.exec(line)?.[1]?.toUpperCase();
    if (begins !== undefined) {
      // A component that never ended is handed over as it is: its reader names it.
      if (open) yield {...open, source: lines.join('\r\n')};
      open = {name: begins, line: index + 1};
      lines = [];
    }
    if (!open) continue;
    lines.push(line);
    if (new RegExp(`^END:${open.name}\\s*$`, 'i').test(line)) {
      yield {...open, source: lines.join('\r\n')};
      open = undefined;
    }
  }
  if (open) yield {...open, source: lines.join('\r\n')};
}

/** @throws Error of ical.js for what is no iCalendar */
export function parseBlock(ical: Ical, {source}: Block): Component | undefined {
  const parsed = ical.parse(`BEGIN:VCALENDAR\r\n${source}\r\nEND:VCALENDAR`);
  const [component] = new ical.Component(parsed as unknown[]).getAllSubcomponents();
  return component;
}

export const property = (component: Component, name: string): Property | null =>
  component.getFirstProperty(name);

export const textIn = (component: Component, name: string): string =>
  String(component.getFirstPropertyValue(name) ?? '')
    .toWellFormed()
    .trim();

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
