/** Times of a calendar in their zones: names that everybody knows, and zones that the file itself describes. */

import {type Clock, isCalendarDate, isPlainDate, toIso} from '../../ground/time.ts';
import {momentOf, type Occurrence, occurrenceOf} from '../../planner/tasks/recurrence.ts';
import {type Component, type Ical, type IcsProperty, textIn} from './ics-parts.ts';
import {type WindowsZones, zoneCalled} from './zone-names.ts';

/** Local time and moments of one zone. */
export interface Zone {
  readonly name: string;
  /** False for a zone that only the file knows. */
  readonly isNamed: boolean;
  momentOf(occurrence: Occurrence): string;
  occurrenceOf(instant: string): Occurrence;
}

/** As clocks in its zone show it. */
export interface Local {
  readonly occurrence: Occurrence;
  readonly zone: Zone;
}

const namedZone = (name: string): Zone => ({
  name,
  isNamed: true,
  momentOf: occurrence => momentOf(occurrence, name),
  occurrenceOf: instant => occurrenceOf(instant, name),
});

export class Zones {
  readonly #ical: Ical;
  readonly #windows: WindowsZones;
  readonly #described = new Map<string, Component>();
  readonly #zones = new Map<string, Zone>();
  readonly #utc = namedZone('UTC');
  readonly #own: Zone;
  /** Names that nobody knows and the file does not describe: their times are read as the person's. */
  readonly unknown = new Set<string>();

  constructor(ical: Ical, clock: Clock, windows: WindowsZones) {
    this.#ical = ical;
    this.#windows = windows;
    this.#own = namedZone(clock.zone);
  }

  /** Takes a VTIMEZONE that the file describes. */
  describe(component: Component): void {
    this.#described.set(textIn(component, 'tzid'), component);
  }

  /** A DATE or DATE-TIME as local time with its zone. @throws RangeError for no time at all */
  localOf(from: IcsProperty): Local {
    return this.#local(String(from.getFirstValue() ?? ''), from);
  }

  /**
   * Every value of a property as the clocks of `zone` show it and in the form of a series' first
   * occurrence, as EXDATE, RDATE and RECURRENCE-ID are compared: midnight of a whole-day series is
   * its date, on the clocks of the zone that it is said in. A date leaves a time out that day.
   */
  occurrencesOf(from: IcsProperty, zone: Zone, like: Occurrence): Occurrence[] {
    return from.getValues().map(value => {
      const local = this.#local(String(value), from);
      if (isPlainDate(local.occurrence)) {
        const isAdded = from.name === 'rdate' && !isPlainDate(like);
        return isAdded ? `${local.occurrence}${like.slice(10)}` : local.occurrence;
      }
      if (isPlainDate(like)) {
        const said = local.zone.name === 'UTC' ? this.#own : local.zone;
        return said.occurrenceOf(local.zone.momentOf(local.occurrence)).slice(0, 10);
      }
      if (local.zone.name === zone.name) return local.occurrence;
      return zone.occurrenceOf(local.zone.momentOf(local.occurrence));
    });
  }

  /** Every value of a property as a moment. */
  instantsOf(from: IcsProperty): string[] {
    return from.getValues().map(value => {
      const {occurrence, zone} = this.#local(String(value), from);
      return zone.momentOf(occurrence);
    });
  }

  momentOf(from: IcsProperty | null): string | null {
    if (!from) return null;
    const {occurrence, zone} = this.localOf(from);
    return zone.momentOf(occurrence);
  }

  #local(raw: string, from: IcsProperty): Local {
    const named = from.getFirstParameter('tzid');
    const zone = named ? this.#zone(named) : this.#own;
    if (isPlainDate(raw)) {
      if (!isCalendarDate(raw)) throw new RangeError(`${raw} is no date`);
      return {occurrence: raw, zone};
    }
    if (raw.endsWith('Z')) {
      return {occurrence: this.#utc.occurrenceOf(toIso(Date.parse(raw))), zone: this.#utc};
    }
    const time = Temporal.PlainDateTime.from(raw);
    return {occurrence: time.toString({smallestUnit: 'minute'}), zone};
  }

  #zone(name: string): Zone {
    const known = this.#zones.get(name);
    if (known) return known;
    const zone = this.#find(name);
    if (zone === this.#own) this.unknown.add(name);
    this.#zones.set(name, zone);
    return zone;
  }

  /** "Europe/Berlin", "/example.org/Europe/Berlin", or what the file says of "W. Europe Standard Time". */
  #find(name: string): Zone {
    const described = this.#described.get(name);
    const location = described ? textIn(described, 'x-lic-location') : '';
    const tail = /[A-Za-z]+\/[A-Za-z_+-]+(?:\/[A-Za-z_+-]+)?$/.exec(name)?.[0] ?? '';
    const iana = [name, location, tail].find(isZone);
    if (iana !== undefined) return namedZone(iana);
    if (described) return this.#describedZone(name, described);
    const other = zoneCalled(name, this.#windows);
    return other === undefined ? this.#own : namedZone(other);
  }

  #describedZone(name: string, component: Component): Zone {
    const {Time, Timezone} = this.#ical;
    const zone = new Timezone({component, tzid: name});
    return {
      name,
      isNamed: false,
      momentOf: occurrence => {
        if (isPlainDate(occurrence)) return occurrence;
        const {year, month, day, hour, minute, second} = Temporal.PlainDateTime.from(occurrence);
        const time = new Time({year, month, day, hour, minute, second, isDate: false}, zone);
        return toIso(time.toUnixTime() * 1_000);
      },
      occurrenceOf: instant => {
        const local = Time.fromJSDate(new Date(instant), true).convertToZone(zone).toString();
        return Temporal.PlainDateTime.from(local).toString({smallestUnit: 'minute'});
      },
    };
  }
}

function isZone(name: string): boolean {
  if (name === '') return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
