/** The shape of the tree in numbers, and what breaks its rules. Pure: modules in, findings out. */
import path from 'node:path';
import {circles} from './circles.ts';
import type {SourceModule} from './module.ts';

export interface Spread {
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

export interface Shape {
  readonly files: number;
  readonly lines: number;
  readonly perFile: Spread;
  readonly perFunction: Spread;
  readonly parameters: Spread;
  readonly longFiles: readonly string[];
  readonly fileCircles: readonly string[][];
  readonly folderCircles: readonly string[][];
  readonly mostInFolder: readonly [folder: string, files: number];
  readonly oneWordNames: number;
  readonly oneWordExports: number;
  readonly definedTwice: ReadonlyMap<string, readonly string[]>;
  readonly sqlOutside: readonly string[];
}

/** A file that is one long table may be longer than this. */
export const mostLines = 350;

/** Rooms that own tables; everybody else asks them. */
const roomsWithSql =
  /^src\/(?:entries|notes|planner|memories|conversations|hooks|recall|sync|storage|app|models\/calls|jobs|backup|photos|schedule|log)\//;

const sql =
  /\b(?:SELECT\s[\s\S]*\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\s/;

export function measure(modules: readonly SourceModule[], data: ReadonlySet<string>): Shape {
  const functions = modules.flatMap(module => module.functions);
  const declared = modules.flatMap(module => module.declared);
  const exported = modules.flatMap(module => module.exported);
  return {
    files: modules.length,
    lines: modules.reduce((sum, module) => sum + module.lines, 0),
    perFile: spread(modules.map(module => module.lines)),
    perFunction: spread(functions.map(one => one.lines)),
    parameters: spread(functions.map(one => one.parameters)),
    longFiles: modules
      .filter(({file, lines}) => lines > mostLines && !data.has(file))
      .map(({file, lines}) => `${file} (${lines})`),
    fileCircles: circles(importEdges(modules, file => file)),
    folderCircles: circles(importEdges(modules, path.posix.dirname)),
    mostInFolder: fullestFolder(modules),
    oneWordNames: share(declared, isOneWord),
    oneWordExports: share(exported, isOneWord),
    definedTwice: definedTwice(modules),
    sqlOutside: modules
      .filter(({file, strings}) => !roomsWithSql.test(file) && strings.some(text => sql.test(text)))
      .map(({file}) => file),
  };
}

/** Static imports as arrows between what `place` makes of files; what is loaded on demand may lead back. */
function importEdges(
  modules: readonly SourceModule[],
  place: (file: string) => string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Set(modules.map(({file}) => file));
  const edges = new Map<string, Set<string>>();
  for (const {file, imports} of modules) {
    const from = place(file);
    const targets = edges.get(from) ?? new Set();
    edges.set(from, targets);
    for (const {file: target, isDynamic} of imports) {
      if (target === undefined || isDynamic || !known.has(target)) continue;
      if (place(target) !== from) targets.add(place(target));
    }
  }
  return edges;
}

/** Exported names with all files that define one; a file that passes a name on defines nothing. */
function definedTwice(modules: readonly SourceModule[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const {file, exported, declared} of modules) {
    const own = new Set(declared);
    for (const name of new Set(exported)) {
      if (own.has(name)) places.set(name, [...(places.get(name) ?? []), file]);
    }
  }
  const twice = [...places].filter(([, files]) => files.length > 1);
  return new Map(twice.sort(([a], [b]) => a.localeCompare(b)));
}

function fullestFolder(modules: readonly SourceModule[]): readonly [string, number] {
  const counts = new Map<string, number>();
  for (const {file} of modules) {
    const folder = path.posix.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0]);
}

const isOneWord = (name: string): boolean => !/[a-z0-9][A-Z]|_/.test(name);

const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.length === 0 ? 0 : items.filter(holds).length / items.length;

function spread(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return {median: at(0.5), p90: at(0.9), max: at(1)};
}
