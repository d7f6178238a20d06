/** Every setting there is. This table is the one source of names, types, defaults, help and environment names. */
import {
  choiceSetting,
  flagSetting,
  integerSetting,
  listSetting,
  numberSetting,
  optionalTextSetting,
  type Setting,
  type SettingValue,
  tableSetting,
  textSetting,
} from './setting.ts';

const isZone = (zone: string): string | undefined => {
  try {
    new Intl.DateTimeFormat('en', {timeZone: zone});
    return undefined;
  } catch {
    return 'must be a time zone like "Europe/Paris"';
  }
};

// What an address means is the business of the rooms that dial; a scheme nobody dials is a slip.
const isHost = (host: string): string | undefined =>
  /^((openai|anthropic)\+)?(https?|ssh):\/\/[^\s/]/.test(host) || !/:\/\/|\s/.test(host.trim())
    ? undefined
    : 'may hold addresses like "http://127.0.0.1:11434", "ssh://pi", "https://…"';

// git runs it, so it may be a name or a path and no command line.
const isCredentialHelper = (helper: string): string | undefined =>
  /^([a-z][a-z0-9-]{0,40}|\/[\w./-]{1,200})$/.test(helper)
    ? undefined
    : 'must be the name of a credential helper of git, or an absolute path';

export const settings = {
  'areas.extra': listSetting([], 'Life areas besides the seven that memu knows.'),
  'chat.auto_accept': listSetting(
    [],
    'Kinds of proposals kept without asking: "task", "memory", "note".',
    {
      check: kind =>
        ['task', 'memory', 'note'].includes(kind) ? undefined : 'may hold "task", "memory", "note"',
    },
  ),
  'chat.extract': flagSetting(true, 'Look for memories to propose after a conversation.'),
  'chat.memory': flagSetting(true, 'Let the model see entries that match what was asked.'),
  'chat.profile': flagSetting(true, 'Tell the model how the person likes to be spoken to.'),
  'llm.allow': listSetting(
    [],
    'The only hosts that may be dialled, like "127.0.0.1", "*.local", "ssh://pi"; empty: by llm.mode.',
  ),
  'llm.allow_cloud_models': flagSetting(
    false,
    'Permit models that an Ollama host passes on to its cloud.',
  ),
  'llm.chat_model': optionalTextSetting(
    'Model for conversation; otherwise the best one a host has.',
  ),
  'llm.embed_model': optionalTextSetting('Model for search by meaning.'),
  'llm.hosts': {
    ...listSetting(
      ['http://127.0.0.1:11434'],
      'Where models run, first choice first: "http://127.0.0.1:11434", "ssh://pi", "https://…".',
      {check: isHost},
    ),
    alias: 'OLLAMA_HOST',
  },
  'llm.keep_alive': textSetting('30m', 'How long a host keeps a model loaded; "-1" for ever.', {
    check: value =>
      /^(-1|0|(\d+(\.\d+)?(ms|s|m|h))+)$/.test(value)
        ? undefined
        : 'must be like "30m", "1h" or "-1"',
  }),
  'llm.mode': choiceSetting(
    ['privacy', 'offline', 'standard', 'premium'],
    'privacy',
    'privacy: own machines only; offline: this one only; standard: own first; premium: cloud first.',
  ),
  'llm.model': optionalTextSetting('Model for everything that has no model of its own.'),
  'llm.num_ctx': integerSetting(0, 'Context window in tokens; 0: 8192 here, 4096 on other hosts.', {
    least: 0,
    most: 1_048_576,
  }),
  'llm.options': tableSetting(
    'How models pick their words, by the names that servers use: "top_p" = 0.9, "seed" = 7.',
    numberSetting(1, 'What the server understands.', {least: -1_000_000_000, most: 1_000_000_000}),
  ),
  'llm.reply_tokens': integerSetting(512, 'Longest answer in a conversation, in tokens.', {
    least: 16,
    most: 131_072,
  }),
  'llm.structured_model': optionalTextSetting('Model for plans and extraction.'),
  'llm.think': flagSetting(false, 'Let models that can think do so before they answer.'),
  'llm.vision_model': optionalTextSetting('Model that describes pictures.'),
  'llm.windows': tableSetting(
    'Context window by model or by model@host, like "llama3.2:3b" = 8192.',
    integerSetting(0, 'Tokens.', {least: 512, most: 1_048_576}),
  ),
  'recall.limit': integerSetting(8, 'Most entries a prompt may cite.', {least: 0, most: 50}),
  'recall.wait_ms': integerSetting(300, 'Longest wait for the search index to catch up.', {
    least: 0,
    most: 60_000,
  }),
  'planner.area_weights': tableSetting(
    'How much life areas count in what to do next: "health" = 1.5, "career" = 0.8.',
    numberSetting(1, '1 is usual.', {least: 0, most: 5}),
  ),
  'remind.at': textSetting('09:00', 'When something due on a date rings.', {
    check: value => (/^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? undefined : 'must be like "09:00"'),
  }),
  'remind.before': integerSetting(0, 'Minutes before its time that a task rings.', {
    least: 0,
    most: 1_440,
  }),
  'remind.quiet': textSetting('', 'Hours in which nothing rings, like "22:00-07:00".', {
    check: value =>
      /^$|^\d{1,2}:\d\d-\d{1,2}:\d\d$/.test(value) ? undefined : 'must be like "22:00-07:00"',
  }),
  'remind.via': listSetting(
    ['desktop'],
    'How reminders arrive: "desktop", "ntfy:https://…/topic", "command:/path/of/program", which is told on stdin and by MEMU_TITLE and MEMU_BODY; {title} and {body} stand for them in its words.',
  ),
  'sync.credential_helper': optionalTextSetting(
    'A credential helper of git ("store", "libsecret" or an absolute path) for https remotes; otherwise only the secret git.HOST is used.',
    {check: isCredentialHelper},
  ),
  'secrets.store': choiceSetting(
    ['auto', 'keyring', 'file', 'environment'],
    'auto',
    'Where secrets are kept; auto: the system keyring, otherwise an encrypted file.',
  ),
  'llm.temperature': numberSetting(0.7, 'How freely the model writes in conversation.', {
    least: 0,
    most: 2,
  }),
  'time.zone': optionalTextSetting("The person's time zone; otherwise the system's.", {
    check: isZone,
  }),
} as const satisfies Readonly<Record<string, Setting<SettingValue>>>;

export type SettingName = keyof typeof settings;

export type ValueOf<Name extends SettingName> =
  (typeof settings)[Name] extends Setting<infer Value> ? Value : never;

export const settingNames = Object.keys(settings) as readonly SettingName[];

/** `llm.hosts` is MEMU_LLM_HOSTS. */
export const environmentName = (name: string): string =>
  `MEMU_${name.toUpperCase().replaceAll(/[.-]/g, '_')}`;

/**
 * The setting a written name means, and the name inside it for tables: `llm.windows.llama` is the
 * item `llama` of `llm.windows`.
 */
export function findSetting(
  name: string,
): {readonly name: SettingName; readonly item: string | undefined} | undefined {
  const exact = settingNames.find(one => one === name);
  if (exact) return {name: exact, item: undefined};
  const outer = settingNames.find(
    one => settings[one].type === 'table' && name.startsWith(`${one}.`),
  );
  return outer && {name: outer, item: name.slice(outer.length + 1)};
}
