import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openConfig} from '../../src/config/config.ts';
import {removeFromConfig, replaceConfig, setInConfig} from '../../src/config/config-file.ts';
import {findPaths} from '../../src/config/paths.ts';
import {environmentName, settingNames} from '../../src/config/settings.ts';
import {writePrivateFile} from '../../src/ground/private-file.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memu-config-'));
  file = join(folder, 'config.toml');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const write = (text: string) => writeFileSync(file, text);
const read = () => readFileSync(file, 'utf8');

describe('reading', () => {
  test('without a file every setting has its default', async () => {
    const config = await openConfig(file, {});
    expect(config.get('llm.hosts')).toEqual(['http://127.0.0.1:11434']);
    expect(config.get('llm.mode')).toBe('privacy');
    expect(config.source('llm.mode')).toBe('default');
  });

  test('the environment goes before the file, the file before the default', async () => {
    write('[llm]\nhosts = ["http://10.0.0.2:11434"]\nmode = "offline"\n');
    const config = await openConfig(file, {MEMU_LLM_HOSTS: 'ssh://pi, http://127.0.0.1:1'});
    expect(config.get('llm.hosts')).toEqual(['ssh://pi', 'http://127.0.0.1:1']);
    expect(config.source('llm.hosts')).toBe('environment');
    expect(config.get('llm.mode')).toBe('offline');
    expect(config.source('llm.mode')).toBe('file');
  });

  test('a table takes names that the person chooses, dots included', async () => {
    write('[llm.windows]\n"llama3.2:3b" = 8192\n');
    expect((await openConfig(file, {})).get('llm.windows')).toEqual({'llama3.2:3b': 8192});
  });

  test('malformed TOML is named by line and column', async () => {
    write('[llm]\nhosts = ["a"\nmode = \n');
    await expect(openConfig(file, {})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/not valid TOML.*line 3, column \d+/),
    });
  });

  test('an unknown setting is named with the one that was meant', async () => {
    write('[llm]\nhost = ["a"]\n');
    await expect(openConfig(file, {})).rejects.toThrow(
      /no setting llm\.host .*Did you mean llm\.hosts\?/,
    );
  });

  test.each([
    ['[llm]\nhosts = "x"', /llm\.hosts .*must be a list of texts/],
    ['[llm]\nmode = "cloud"', /llm\.mode .*must be one of "privacy"/],
    ['[chat]\nmemory = 1', /chat\.memory .*must be true or false/],
    ['[recall]\nwait_ms = -1', /recall\.wait_ms .*between 0 and 60000/],
    ['[time]\nzone = "Mars\\/Base"'.replace('\\', ''), /time\.zone .*must be a time zone/],
    ['llm = 3', /no setting llm /],
  ])('a wrong value is named: %s', async (text, message) => {
    write(text);
    await expect(openConfig(file, {})).rejects.toThrow(message);
  });

  test('a wrong environment value names the variable', async () => {
    await expect(openConfig(file, {MEMU_LLM_NUM_CTX: 'many'})).rejects.toThrow(/MEMU_LLM_NUM_CTX/);
  });

  test('no two settings share an environment name, and none hides MEMU_HOME', () => {
    const names = settingNames.map(environmentName);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain('MEMU_HOME');
    expect(names).not.toContain('MEMU_PROFILE');
  });
});

describe('writing', () => {
  test('the first setting makes the file, for its owner alone', async () => {
    const old = process.umask(0o000);
    try {
      await setInConfig(file, 'llm.mode', ['offline']);
    } finally {
      process.umask(old);
    }
    expect(read()).toBe('[llm]\nmode = "offline"\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['config.toml']);
  });

  test('comments, order and layout of the person stay', async () => {
    write(
      '# mine\n[chat]\nmemory = true # always\n\n[llm] # models\nhosts = [\n  "http://127.0.0.1:11434", # here\n]   # the list\nmode = "privacy"\n\n[recall]\nlimit = 4\n',
    );
    await setInConfig(file, 'llm.hosts', ['ssh://pi', 'http://127.0.0.1:11434']);
    await setInConfig(file, 'llm.model', ['qwen2.5:3b']);
    expect(read()).toBe(
      '# mine\n[chat]\nmemory = true # always\n\n[llm] # models\nhosts = [ "ssh://pi", "http://127.0.0.1:11434" ]   # the list\nmode = "privacy"\nmodel = "qwen2.5:3b"\n\n[recall]\nlimit = 4\n',
    );
  });

  test('dotted keys at the top are edited where they are', async () => {
    write('llm.mode = "privacy"\nchat.memory = false\n');
    await setInConfig(file, 'llm.mode', ['offline']);
    await setInConfig(file, 'llm.think', ['yes']);
    expect(read()).toBe('llm.mode = "offline"\nllm.think = true\nchat.memory = false\n');
  });

  test('an item of a table is set by its name', async () => {
    await setInConfig(file, 'llm.windows.llama3.2:3b', ['8192']);
    expect((await openConfig(file, {})).get('llm.windows')).toEqual({'llama3.2:3b': 8192});
    await removeFromConfig(file, 'llm.windows.llama3.2:3b');
    expect((await openConfig(file, {})).get('llm.windows')).toEqual({});
  });

  test('a value that would not be read back is refused and the file stays', async () => {
    write('[llm]\nmode = "privacy"\n');
    await expect(setInConfig(file, 'llm.mode', ['cloud'])).rejects.toThrow(/must be one of/);
    await expect(setInConfig(file, 'llm.mod', ['offline'])).rejects.toThrow(
      /Did you mean llm\.mode/,
    );
    await expect(replaceConfig(file, '[llm\n')).rejects.toThrow(/not valid TOML/);
    expect(read()).toBe('[llm]\nmode = "privacy"\n');
  });

  test('an inline table cannot be edited in place, and that is said', async () => {
    write('llm = {mode = "privacy"}\n');
    await expect(setInConfig(file, 'llm.mode', ['offline'])).rejects.toThrow(/Nothing was changed/);
    expect(read()).toBe('llm = {mode = "privacy"}\n');
  });

  test('a broken file is not made worse', async () => {
    write('[llm\nmode = 1\n');
    await expect(setInConfig(file, 'llm.mode', ['offline'])).rejects.toThrow(/line 1/);
    expect(read()).toBe('[llm\nmode = 1\n');
  });

  test('a failed write leaves no draft behind', async () => {
    mkdirSync(file); // nothing can be renamed over a folder
    expect(() => writePrivateFile(file, 'x')).toThrow();
    expect(readdirSync(folder)).toEqual(['config.toml']);
  });
});

describe('paths', () => {
  test('MEMU_HOME holds everything; a profile is a folder of its own', () => {
    const plain = findPaths({MEMU_HOME: '/tmp/m'});
    expect(plain).toMatchObject({configFile: '/tmp/m/config.toml', data: '/tmp/m/data'});
    expect(findPaths({MEMU_HOME: '/tmp/m'}, 'work').data).toBe('/tmp/m/data/profiles/work');
    expect(findPaths({MEMU_HOME: '/tmp/m', MEMU_PROFILE: 'work'}).profile).toBe('work');
  });

  test('without it the XDG folders are used, and relative ones ignored', () => {
    const paths = findPaths({HOME: '/home/a', XDG_DATA_HOME: '/d', XDG_CACHE_HOME: 'c'});
    expect(paths).toMatchObject({
      config: '/home/a/.config/memu',
      data: '/d/memu',
      cache: '/home/a/.cache/memu',
      state: '/home/a/.local/state/memu',
    });
  });

  test('a profile that could leave its folder is refused', () => {
    expect(() => findPaths({HOME: '/h'}, '../x')).toThrow(/profile's name/);
  });
});
