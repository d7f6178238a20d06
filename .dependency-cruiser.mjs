/** The floors of the house: imports only go down, neighbours do not know each other, no circles. */

/** Rooms from the lowest floor to the highest; those in one line are neighbours. */
const floors = [
  ['ground'],
  ['language', 'crypto'],
  ['storage', 'ssh', 'secrets', 'config', 'notify', 'pictures', 'log'],
  ['models', 'git', 'jobs'],
  ['server'],
  ['entries'],
  ['notes', 'planner', 'memories', 'conversations', 'hooks'],
  ['kinds'],
  ['recall', 'exchange', 'capture'],
  ['sync', 'backup', 'photos', 'schedule'],
  ['assistant'],
  ['actions'],
  ['app'],
];

/** Packages with one home each, so that one place knows their traps. */
const homes = {
  'better-sqlite3': '^src/storage/',
  'sqlite-vec': '^src/storage/',
  ollama: '^src/models/',
  'simple-git': '^src/git/',
  keytar: '^src/secrets/',
  'jpeg-js': '^src/pictures/',
  pngjs: '^src/pictures/',
  execa: '^src/ground/process[.]ts$',
};

const room = names => `^src/(${names.join('|')})/`;

const neighbours = floors.flatMap(names =>
  names
    .map(name => ({
      name: `neighbours-of-${name}`,
      comment: 'What two rooms of one floor need moves down a floor.',
      severity: 'error',
      from: {path: room([name])},
      to: {path: room(names.filter(other => other !== name))},
    }))
    .filter(() => names.length > 1),
);

const upwards = floors.slice(0, -1).map((names, floor) => ({
  name: `up-from-${names.join('-')}`,
  comment: 'Imports only go down; see docs/architecture.md.',
  severity: 'error',
  from: {path: room(names)},
  to: {path: room(floors.slice(floor + 1).flat())},
}));

const packages = Object.entries(homes).map(([name, home]) => ({
  name: `home-of-${name}`,
  comment: `${name} is used in one place only.`,
  severity: 'error',
  from: {path: '^(src|commands|tui)/', pathNot: home},
  to: {path: `^(node_modules/)?(@types/)?${name}(/|$)`},
}));

export default {
  forbidden: [
    ...upwards,
    ...neighbours,
    ...packages,
    {
      name: 'src-knows-no-surface',
      severity: 'error',
      from: {path: '^src/'},
      to: {path: '^(commands|tui|scripts|test)/'},
    },
    {
      name: 'screens-know-no-commands',
      severity: 'error',
      from: {path: '^tui/'},
      to: {path: '^(commands|scripts|test)/'},
    },
    {
      name: 'commands-know-no-tests',
      severity: 'error',
      from: {path: '^commands/'},
      to: {path: '^(scripts|test)/'},
    },
    {
      name: 'every-room-has-a-floor',
      comment: 'A new room is entered into the table of floors.',
      severity: 'error',
      from: {},
      to: {path: '^src/', pathNot: room(floors.flat())},
    },
    {
      name: 'no-gray-matter',
      comment: 'It runs code that it finds in front matter.',
      severity: 'error',
      from: {},
      to: {path: 'gray-matter'},
    },
    {
      name: 'no-circles',
      comment:
        'What is loaded on demand may lead back: the table of commands loads completion, which reads it.',
      severity: 'error',
      from: {},
      to: {circular: true, viaOnly: {dependencyTypesNot: ['dynamic-import']}},
    },
    {name: 'resolvable', severity: 'error', from: {}, to: {couldNotResolve: true}},
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    // TypeScript 7 has no API for other programs.
    parser: 'swc',
    tsConfig: {fileName: 'tsconfig.json'},
    moduleSystems: ['es6'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.node'],
    },
  },
};
