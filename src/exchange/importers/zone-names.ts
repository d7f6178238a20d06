/** Zones by the names that Windows and Outlook give them, and by their distance from UTC. */

/** IANA zones of a Windows name, the usual one first (windows-iana, from CLDR's windowsZones). */
export type WindowsZones = (name: string) => readonly string[];

/**
 * "Eastern Standard Time", "(UTC-05:00) Eastern Time (US & Canada)", "(GMT+01.00) Amsterdam / Berlin",
 * "GMT+0100", "UTC-5". Of a display name the Windows name or a city in it counts, and its distance
 * from UTC only where neither is known: that knows no summer time.
 *
 * @returns an IANA name or an offset (`+01:00`); undefined for a name that says nothing
 */
export function zoneCalled(name: string, windows: WindowsZones): string | undefined {
  const said = name.trim().replace(/^"|"$/g, '');
  const known = windowsZone(said, windows);
  if (known !== undefined) return known;
  const display = /^\((?:UTC|GMT)(?<offset>[^)]*)\)\s*(?<places>.+)$/i.exec(said)?.groups;
  if (!display) return offsetOf(said);
  const {offset = '', places = ''} = display;
  return windowsZone(places, windows) ?? cityIn(places) ?? offsetOf(`UTC${offset}`);
}

/** "Eastern Time (US & Canada)" is shown for what Windows calls "Eastern Standard Time". */
function windowsZone(name: string, windows: WindowsZones): string | undefined {
  const bare = name.replace(/\s*\([^)]*\)\s*/g, ' ').trim();
  const standard = bare.replace(/(?: (?:Standard|Daylight|Summer))? Time$/i, ' Standard Time');
  return [name, bare, standard].flatMap(one => windows(one))[0];
}

/** "Amsterdam, Berlin, Bern": the first city that a zone is named after. */
function cityIn(places: string): string | undefined {
  const zones = Intl.supportedValuesOf('timeZone');
  const words = places.split(/[,;/]|\s+and\s+/).map(word => word.trim().replaceAll(' ', '_'));
  return words
    .filter(word => word !== '')
    .map(word => zones.find(zone => zone.toLowerCase().endsWith(`/${word.toLowerCase()}`)))
    .find(zone => zone !== undefined);
}

function offsetOf(name: string): string | undefined {
  if (/^(?:UTC|GMT|Z)$/i.test(name)) return 'UTC';
  const match = /^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?:[:.]?(\d\d))?$/i.exec(name);
  if (!match || Number(match[2]) > 14 || Number(match[3] ?? 0) > 59) return undefined;
  return `${match[1]}${match[2]?.padStart(2, '0')}:${match[3] ?? '00'}`;
}
