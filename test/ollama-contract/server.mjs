#!/usr/bin/env node
import {createHash} from 'node:crypto';
import {readFileSync, realpathSync} from 'node:fs';
/**
 * ollama-contract: a stand-in that speaks Ollama's HTTP protocol with scripted content.
 * There is NO model in here. Status codes, headers, field names and order, NDJSON framing and error
 * texts follow the Go server (v0.33); what is *said* comes from a scenario, or from a fixed default.
 * One file, no dependencies, Node >= 20. Scenario format and limits of the likeness: README.md.
 *   CLI:  node server.mjs --port 0 --scenario my.json     prints {"url":"http://127.0.0.1:PORT"}
 *   Code: const ollama = await startOllamaContract({ scenario: { rules: [...] } });
 */
import http from 'node:http';
import {fileURLToPath} from 'node:url';

/** @typedef {import('./server.d.mts').Scenario} Scenario @typedef {import('./server.d.mts').ContractModel} Model */
const KNOWN = {
  // any other key in a rule is a typo, and a typo must not pass for "no match"
  rule: [
    'match',
    'skip',
    'times',
    'reply',
    'json',
    'thinking',
    'tool_calls',
    'toolCallsIn',
    'fault',
    'delay',
    'note',
  ],
  match: ['endpoint', 'model', 'user', 'system', 'lastRole', 'format', 'tools', 'images'],
  fault: [
    'status',
    'error',
    'body',
    'contentType',
    'busy',
    'notFound',
    'refuse',
    'hangAfter',
    'cutAfter',
    'errorAfter',
    'endAfter',
    'malformedAfter',
    'splitBytes',
    'badJson',
    'schemaViolation',
    'inlineThink',
    'noCounts',
    'dims',
    'count',
  ],
};
const gen = (name, family, parameters, size, context, ...extra) => ({
  name,
  family,
  parameters,
  size,
  context,
  dims: 2048,
  quant: 'Q4_K_M',
  capabilities: ['completion', ...extra],
});
const emb = (name, family, parameters, size, context, dims) => ({
  name,
  family,
  parameters,
  size,
  context,
  dims,
  quant: 'F16',
  capabilities: ['embedding'],
});
/** Sizes, widths and windows as the public library lists them. @type {Model[]} */
const DEFAULT_MODELS = [
  gen('llama3.2:3b', 'llama', '3.2B', 2019393189, 131072, 'tools'),
  gen('qwen3:4b', 'qwen3', '4.0B', 2497293931, 40960, 'tools', 'thinking'),
  gen('gemma3:4b', 'gemma3', '4.3B', 3338801804, 131072, 'vision'),
  emb('nomic-embed-text:latest', 'nomic-bert', '137M', 274302450, 2048, 768),
  emb('all-minilm:latest', 'bert', '23M', 45960996, 512, 384),
  emb('embeddinggemma:latest', 'gemma3', '307.58M', 621875917, 2048, 768),
  {...gen('gemma3:1b', 'gemma3', '999.89M', 815319791, 32768), installed: false},
];
const BUSY = 'server busy, please try again.  maximum pending requests exceeded';
const CRASH = 'an error was encountered while running the model: unexpected EOF';
const BLIND = {
  error: {
    code: 400,
    message: 'Multimodal data provided, but model does not support multimodal requests.',
    type: 'invalid_request_error',
  },
};
const THINK = 'must be "high", "medium", "low", "max", true, or false';
const RUNNER_KEYS = ['num_ctx', 'num_batch', 'num_gpu', 'main_gpu', 'use_mmap', 'num_thread']; // a change reloads the model
const INT_OPTION = /^(num_\w+|main_gpu|seed|top_k|repeat_last_n)$/;
const FLOAT_OPTION = /^(temperature|top_p|min_p|typical_p|\w+_penalty)$/;
const VALID_NAME = /^(?:\w[\w.:-]*\/)?(?:\w[\w-]*\/)?\w[\w.-]*(?::\w[\w.-]*)?$/;
const UNSCRIPTED = /^\/(v1\/|api\/(create|copy|push|blobs|me|signout))/;
const STRUCT = {
  chat: 'ChatRequest',
  generate: 'GenerateRequest',
  embed: 'EmbedRequest',
  embeddings: 'EmbeddingRequest',
  show: 'ShowRequest',
  pull: 'PullRequest',
  delete: 'DeleteRequest',
};
const FIELDS = {
  // field -> [JSON kind accepted, Go type named in the error]
  model: ['string', 'string'],
  name: ['string', 'string'],
  prompt: ['string', 'string'],
  system: ['string', 'string'],
  stream: ['bool', 'bool'],
  truncate: ['bool', 'bool'],
  dimensions: ['number', 'int'],
  tools: ['array', 'api.Tools'],
  messages: ['array', '[]api.Message'],
  options: ['object', 'map[string]interface {}'],
};
const FORMATS = {
  'date-time': '2025-01-01T09:00:00Z',
  date: '2025-01-01',
  time: '09:00:00Z',
  email: 'a@example.org',
  uri: 'https://example.org',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** Refuse the request, with Ollama's `{"error": ...}` body. */
const fail = (status, message, extra = {}) => {
  throw Object.assign(new Error(message), {status, extra});
};
const sleep = ms => (ms > 0 ? new Promise(r => setTimeout(r, ms)) : undefined);
const sha = text => createHash('sha256').update(text).digest('hex');
const ns = since => Number(process.hrtime.bigint() - since);
const stamp = () =>
  new Date().toISOString().replace('Z', `${String(process.hrtime()[1] % 1e6).padStart(6, '0')}Z`);
/** JSON as Go's encoder writes it: < > & escaped; undefined fields vanish, like `omitempty`. */
const goJson = v =>
  JSON.stringify(v).replace(
    /[<>&\u2028\u2029]/g,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
const goKind = v => (Array.isArray(v) ? 'array' : typeof v === 'boolean' ? 'bool' : typeof v);
/** Token-sized pieces that join back to the text exactly; their number is the token estimate used everywhere. */
export const pieces = text => String(text ?? '').match(/\s*\S{1,4}|\s+$/gu) ?? [];
const canonical = name => {
  const short = String(name)
    .trim()
    .toLowerCase()
    .replace(/^(registry\.ollama\.ai\/)?library\//, '');
  return short.lastIndexOf(':') > short.lastIndexOf('/') ? short : `${short}:latest`;
};

// ---------------------------------------------------------------------------- scripted content
/**
 * The smallest instance a schema allows (required keys only, one item per array), the same every time.
 * Knows $ref, const, enum, anyOf/oneOf/allOf, bounds, lengths and common formats; does not know `pattern`.
 */
export function sampleFromSchema(schema, root = schema, name = 'value', depth = 0) {
  const go = (next, label = name) => sampleFromSchema(next, root, label, depth + 1);
  if (!schema || typeof schema !== 'object') return `sample ${name}`;
  if (schema.$ref)
    return go(
      schema.$ref
        .split('/')
        .slice(1)
        .reduce((node, key) => node?.[decodeURIComponent(key)], root),
    );
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const both = (a, b) => ({
    ...a,
    ...b,
    properties: {...a.properties, ...b.properties},
    required: [...(a.required ?? []), ...(b.required ?? [])],
  });
  if (schema.allOf) return go(schema.allOf.reduce(both, {...schema, allOf: undefined}));
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return go(variants.find(v => (v.type === 'null') === depth > 6) ?? variants[0]); // null ends a recursion
  const guess = schema.properties ? 'object' : schema.items ? 'array' : 'string';
  const type = [schema.type ?? guess].flat().find(t => t !== 'null');
  const low =
    schema.minimum ??
    (schema.exclusiveMinimum === undefined
      ? Math.min(1, schema.maximum ?? 1)
      : schema.exclusiveMinimum + 1);
  const least = schema.minItems ?? 0;
  const length = depth > 6 ? least : Math.max(least, Math.min(1, schema.maxItems ?? 1));
  if (type === 'object')
    return Object.fromEntries(
      (schema.required ?? []).map(key => [key, go(schema.properties?.[key], key)]),
    );
  if (type === 'array')
    return Array.from({length}, (_, i) =>
      go(schema.prefixItems?.[i] ?? schema.items, `${name} ${i + 1}`),
    );
  if (type === 'integer')
    return schema.multipleOf
      ? Math.ceil(low / schema.multipleOf) * schema.multipleOf
      : Math.ceil(low);
  if (type === 'number') return low;
  if (type === 'boolean') return true;
  if (type !== 'string') return null;
  return (
    FORMATS[schema.format] ??
    `sample ${name}`.padEnd(schema.minLength ?? 0, '.').slice(0, schema.maxLength)
  );
}
/** Well-formed JSON that breaks the schema: the first property gets a value of another type. */
function violate(good) {
  if (goKind(good) !== 'object' || good === null) return {unexpected: good};
  const [key = 'unexpected', value] = Object.entries(good)[0] ?? [];
  return {...good, [key]: typeof value === 'string' ? 12345 : `not a ${goKind(value)}`};
}
const spoil = (text, how) =>
  how === 'fenced'
    ? `\`\`\`json\n${text}\n\`\`\``
    : how === 'prose'
      ? `Sure! Here it is:\n${text}`
      : text.slice(0, -1);
const normalise = (v, norm = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0)) || 1) =>
  v.map(x => Number((x / norm).toPrecision(8)));
/** Hashed words and letter trigrams, L2-normalised: texts that share words or stems land close together. */
export function embedText(text, dims) {
  const v = Array.from({length: dims}, (_, i) => (i % 2 ? 0.02 : -0.02) / Math.sqrt(dims)); // never a zero vector, nor a zero prefix
  const add = (feature, weight) => {
    let h = 0x811c9dc5; // FNV-1a, then one mixing step per place
    for (const c of feature) h = Math.imul(h ^ c.codePointAt(0), 0x01000193) >>> 0;
    for (const span of [dims, dims, Math.min(dims, 64)]) {
      // the last place lets shortened vectors keep some meaning
      h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) >>> 0;
      v[(h >>> 1) % span] += h & 1 ? weight : -weight;
    }
  };
  for (const word of String(text)
    .toLowerCase()
    .normalize('NFKD')
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    add(word, word.length < 4 ? 0.3 : 1);
    for (let i = 0; i < word.length; i++) add(`#${`_${word}_`.slice(i, i + 3)}`, 0.35);
  }
  return normalise(v);
}
function defaultReply(user, images) {
  const sizes = images.map(b64 => Buffer.from(b64, 'base64').length);
  if (sizes.length)
    return `Scripted description of ${sizes.length} image(s) of ${sizes.join(', ')} bytes.`;
  const words = user.trim().split(/\s+/).filter(Boolean);
  return `Scripted reply, no model behind it. You wrote ${words.length} word(s): "${words.slice(0, 12).join(' ')}${words.length > 12 ? '…' : ''}"`;
}

// ---------------------------------------------------------------------------- request checks, worded as Go words them
function checkBody(endpoint, body) {
  const refuse = (value, where, type) =>
    fail(400, `json: cannot unmarshal ${goKind(value)} into Go ${where} of type ${type}`);
  const field = name => `struct field ${STRUCT[endpoint]}.${name}`;
  if (goKind(body) !== 'object' || body === null) refuse(body, 'value', `api.${STRUCT[endpoint]}`);
  for (const [name, [kind, type]] of Object.entries(FIELDS))
    if (body[name] != null && goKind(body[name]) !== kind) refuse(body[name], field(name), type);
  const messages = body.messages ?? [];
  for (const {content} of messages)
    if (content != null && typeof content !== 'string')
      refuse(content, field('messages.content'), 'string');
  for (const image of [body, ...messages].flatMap(holder => holder.images ?? [])) {
    // bare base64: no data: URL, no path
    const bad = String(image).search(/[^A-Za-z0-9+/=\r\n]/);
    if (bad >= 0 || image.length % 4)
      fail(
        400,
        `illegal base64 data at input byte ${bad >= 0 ? bad : Math.floor(image.length / 4) * 4}`,
      );
  }
  const {think = true} = body;
  if (typeof think === 'string' && !THINK.includes(`"${think}"`))
    fail(400, `invalid think value: "${think}" (${THINK})`);
  if (!['boolean', 'string'].includes(typeof think))
    fail(400, `think must be a boolean or string (${THINK.replace('must be ', '')})`);
  for (const [key, value] of Object.entries(body.options ?? {})) {
    const type = INT_OPTION.test(key)
      ? 'integer'
      : FLOAT_OPTION.test(key)
        ? 'float32'
        : key === 'stop'
          ? 'array'
          : undefined;
    if (type && value != null && goKind(value) !== (type === 'array' ? 'array' : 'number'))
      fail(500, `option "${key}" must be of type ${type}`);
  }
}
/** keep_alive in ms. A number means seconds, a string needs a unit ("5" and "-1" are errors), negative means for ever. */
function keepAlive(value) {
  if (value == null) return undefined;
  if (typeof value === 'number') return value < 0 ? Infinity : value * 1000;
  if (typeof value !== 'string') fail(400, `Unsupported type: '${goKind(value)}'`);
  const units = {ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 36e5};
  const [rest, shown] = [value.replace(/^[+-]/, ''), `duration ${JSON.stringify(value)}`];
  if (!/^(?:(?:\d+\.?\d*|\.\d+)[^\d.]*)+$/.test(rest)) fail(400, `time: invalid ${shown}`);
  let total = 0;
  for (const [, n, unit] of rest === '0' ? [] : rest.matchAll(/([\d.]+)([^\d.]*)/g)) {
    total +=
      n *
      (units[unit] ??
        fail(
          400,
          unit ? `time: unknown unit "${unit}" in ${shown}` : `time: missing unit in ${shown}`,
        ));
  }
  return value.startsWith('-') ? Infinity : total;
}
/** The usual decoder complaints; the wording of rarer ones may differ from Go's. */
function syntaxError(raw, error) {
  const at = Number(error.message.match(/position (\d+)/)?.[1] ?? raw.length);
  if (at >= raw.trimEnd().length) return 'unexpected EOF';
  return `invalid character '${raw[at]}' looking for beginning of ${raw.slice(0, at).trimEnd().endsWith('{') ? 'object key string' : 'value'}`;
}
/** An Ollama bound to loopback answers 403, without a body, to host names it does not take for its own. */
function allowedHost(header = '') {
  const name = header
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return (
    /^(localhost)?$|\.(localhost|local|internal)$/.test(name) ||
    /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0$|::1?$|f[cd])/.test(name)
  );
}

/**
 * Start the contract server.
 * @param {{port?:number, host?:string, scenario?:Scenario|string}} [options] scenario: an object, or the path of a JSON file
 * @returns {Promise<{url:string, port:number, requests:object[], reset:()=>void, setScenario:(s:Scenario|string)=>void, close:()=>Promise<void>}>}
 */
export async function startOllamaContract({port = 0, host = '127.0.0.1', scenario = {}} = {}) {
  /** @type {Scenario} */ let script;
  let models, loaded, uses, lanes;
  const requests = []; // everything received, so that a test can assert on what was really sent
  const envRules = JSON.parse(process.env.OLLAMA_CONTRACT_RULES ?? '[]');
  const rules = () => [...envRules, ...(script.rules ?? [])];

  function setScenario(next) {
    script = typeof next === 'string' ? JSON.parse(readFileSync(next, 'utf8')) : (next ?? {});
    const parts = rules().flatMap(rule => [
      ['rule', rule],
      ['match', rule.match],
      ['fault', rule.fault],
    ]);
    for (const [part, keys] of parts)
      for (const key of Object.keys(keys ?? {}))
        if (!KNOWN[part].includes(key)) throw new Error(`scenario: unknown ${part} key "${key}"`);
    const plain = {
      family: 'llama',
      parameters: '1B',
      quant: 'Q4_K_M',
      size: 1e9,
      context: 8192,
      dims: 2048,
      capabilities: ['completion'],
      installed: true,
    };
    models = new Map(
      (script.models ?? DEFAULT_MODELS).map((m, i) => [
        canonical(m.name),
        {
          ...plain,
          ...m,
          name: canonical(m.name),
          modified: Date.UTC(2025, 0, 31 - i),
          digest: sha(m.name),
        },
      ]),
    );
    [loaded, uses, lanes] = [new Map(), new Map(), new Map()];
  }
  const reset = () => {
    requests.length = 0;
    setScenario(script);
  };
  setScenario(scenario);

  /** The installed model of that name, or the refusal each handler has for it. */
  function findModel(endpoint, name = '') {
    if (!name)
      ['generate', 'embed'].includes(endpoint)
        ? fail(404, "model '' not found")
        : fail(400, 'model is required');
    if (!VALID_NAME.test(name.trim()))
      fail(
        400,
        endpoint === 'delete' ? `name ${JSON.stringify(name)} is invalid` : 'invalid model name',
      );
    const model = models.get(canonical(name));
    const cloud = /:(?:[^/:]*-)?cloud$/i.test(name) || (model?.remoteHost && endpoint !== 'show');
    if (cloud && endpoint !== 'delete') {
      if (script.noCloud)
        fail(
          403,
          `ollama cloud is disabled: remote model ${endpoint === 'show' ? 'details are' : 'is'} unavailable`,
        );
      fail(401, 'unauthorized', {signin_url: 'https://ollama.com/connect?name=contract&key=none'});
    }
    if (model?.installed) return model;
    if (endpoint.startsWith('embed'))
      fail(404, `model ${JSON.stringify(name)} not found, try pulling it first`);
    return fail(404, `model '${endpoint === 'show' ? canonical(name) : name}' not found`);
  }
  const need = (model, what) =>
    model.capabilities.includes(what) ||
    fail(400, `registry.ollama.ai/library/${model.name} does not support ${what}`);

  /** Note the facts rules may match on, then find the first rule for this request and count its use. */
  function pickRule(x) {
    const b = x.body ?? {};
    const messages = Array.isArray(b.messages) ? b.messages : [];
    const texts = role => messages.filter(m => m?.role === role).map(m => m.content ?? '');
    x.user = String(texts('user').at(-1) ?? b.prompt ?? [b.input ?? ''].flat().join('\n'));
    x.images = [...(b.images ?? []), ...(messages.findLast(m => m?.role === 'user')?.images ?? [])];
    const facts = {
      model: b.model ?? b.name ?? '',
      user: x.user,
      system: [...texts('system'), b.system].filter(Boolean).join('\n'),
      lastRole: messages.at(-1)?.role ?? '',
      format: !b.format ? '' : b.format === 'json' ? 'json' : 'schema',
      tools: b.tools?.length ? 'yes' : '',
      images: x.images.length ? 'yes' : '',
    };
    for (const rule of rules()) {
      const {endpoint = ['chat', 'generate'], ...match} = rule.match ?? {};
      const holds = ([key, want]) =>
        typeof want === 'boolean'
          ? Boolean(facts[key]) === want
          : new RegExp(want, 'i').test(facts[key]);
      if (![endpoint].flat().includes(x.endpoint) || !Object.entries(match).every(holds)) continue;
      const nth = (uses.get(rule) ?? 0) - (rule.skip ?? 0);
      uses.set(rule, (uses.get(rule) ?? 0) + 1);
      if (nth >= 0 && nth < (rule.times ?? Infinity)) return {...rule, nth};
    }
    return {};
  }
  function send(x, status, payload, type = 'application/json; charset=utf-8') {
    if (x.res.headersSent || x.res.destroyed) return x.res.end();
    const body = typeof payload === 'string' ? payload : goJson(payload);
    x.res.writeHead(status, {
      ...(type && {'Content-Type': type}),
      'Content-Length': Buffer.byteLength(body),
    });
    return x.res.end(x.req.method === 'HEAD' ? undefined : body);
  }
  /** Leave the connection in a state (hung, cut, refused) that no handler would. */
  async function abandon(x, outcome) {
    x.record.outcome = outcome;
    if (outcome === 'cut') await sleep(20); // let what was written reach the client first
    return outcome === 'hung' ? x.closed : x.res.socket?.destroy();
  }
  /** Faults that answer before any handler runs. @returns {Promise<boolean>} whether the request is dealt with */
  async function earlyFault(x) {
    const f = x.fault;
    const streams = ['chat', 'generate', 'pull'].includes(x.endpoint);
    if (!streams) await Promise.race([sleep(x.rule.delay?.firstTokenMs), x.closed]);
    if (f.hangAfter === 0 && !streams) return abandon(x, 'hung').then(() => true);
    if (f.refuse) return abandon(x, 'refused').then(() => true);
    if (f.busy) fail(503, BUSY);
    if (f.notFound) fail(404, `model '${x.body?.model}' not found`);
    if (f.body !== undefined) {
      send(x, f.status ?? 502, f.body, f.contentType ?? 'text/html');
      return true;
    }
    return f.status && f.errorAfter === undefined
      ? fail(f.status, f.error ?? 'scripted failure')
      : false;
  }
  const running = () => {
    for (const [name, r] of loaded) if (r.expires <= Date.now()) loaded.delete(name);
    return loaded;
  };
  /** Load or reuse the runner. As in the scheduler, another value of a runner option (num_ctx above all) means a reload. */
  async function load(x, model) {
    const options = Object.fromEntries(RUNNER_KEYS.map(k => [k, x.body.options?.[k] ?? null]));
    const floor = model.capabilities.includes('vision') ? 2048 : 4;
    options.num_ctx = Math.min(
      Math.max(options.num_ctx ?? script.defaultNumCtx ?? 4096, floor),
      model.context,
    );
    const [key, before, start] = [
      JSON.stringify(options),
      running().get(model.name),
      process.hrtime.bigint(),
    ];
    x.record.load = !before ? 'cold' : before.key === key ? 'warm' : 'reload';
    if (x.record.load !== 'warm') await Promise.race([sleep(x.delay.loadMs), x.closed]);
    const keep = x.keepAlive ?? before?.keep ?? 300_000; // without keep_alive, the earlier choice stands
    loaded.set(model.name, {key, keep, numCtx: options.num_ctx, expires: Infinity}); // the clock starts when the request ends
    x.loadNs = ns(start);
    return options.num_ctx;
  }
  /** One generation at a time per model (OLLAMA_NUM_PARALLEL=1 is the default); the others wait in line. */
  function inTurn(x, model, job) {
    if (!lanes.has(model.name))
      lanes.set(
        model.name,
        Array.from({length: script.parallel ?? 1}, () => Promise.resolve()),
      );
    const mine = lanes.get(model.name);
    const i = x.record.id % mine.length;
    mine[i] = mine[i].catch(() => {}).then(() => (x.gone ? undefined : job()));
    const rest = r => {
      if (r) r.expires = Date.now() + Math.min(r.keep, 9223372036854);
    };
    return mine[i].finally(() => rest(loaded.get(model.name)));
  }
  /**
   * Write `parts` as NDJSON lines, or `join` them into one body when stream is false, with the faults that strike on the way.
   * As in Go, headers leave with the first line: until then an error still has a status code of its own.
   */
  async function deliver(x, parts, join) {
    const {res, fault: f} = x;
    const error = f.error ?? CRASH;
    const type = x.endpoint === 'pull' ? 'application/json' : undefined;
    const sent = [];
    const write = text => {
      if (!res.headersSent) res.writeHead(200, {'Content-Type': 'application/x-ndjson'});
      const bytes = Buffer.from(text);
      for (let i = 0, step = f.splitBytes ?? bytes.length; i < bytes.length; i += step)
        res.write(bytes.subarray(i, i + step));
    };
    for (let i = 0; i <= parts.length; i++) {
      if (i === f.hangAfter) return abandon(x, 'hung');
      if (i === f.cutAfter) return abandon(x, 'cut');
      if (i === f.errorAfter && !res.headersSent)
        fail(f.status ?? 500, error, {type: x.streaming ? 'application/json' : type});
      if (i === f.errorAfter) {
        write(`${goJson({error})}\n`);
        return res.end();
      }
      if (i === f.malformedAfter && x.streaming) write('{"model":"broken","message":{"content":\n');
      if (i === f.endAfter || i === parts.length) break;
      await Promise.race([sleep(i ? x.delay.tokenMs : x.delay.firstTokenMs), x.closed]);
      if (x.gone) return undefined;
      sent.push(typeof parts[i] === 'function' ? parts[i]() : parts[i]);
      x.record.chunks = sent.length;
      if (x.streaming) write(`${goJson(sent.at(-1))}\n`);
    }
    if (x.streaming) return res.end();
    const body = goJson(join(sent));
    return send(x, 200, f.malformedAfter === undefined ? body : body.slice(0, -2), type);
  }
  /** Truncate as the server does: the oldest messages vanish, silently, until the prompt fits; system and last ones stay. */
  function fitPrompt(x, model, numCtx) {
    const {messages, prompt, system, truncate} = x.body;
    const list = messages
      ? [...messages]
      : [
          {role: 'system', content: system},
          {role: 'user', content: prompt},
        ];
    const total = () =>
      list.reduce(
        (sum, m) => sum + pieces(m.content).length + 4 + 768 * (m.images?.length ?? 0),
        0,
      );
    const oldest = () => list.findIndex((m, i) => m.role !== 'system' && i < list.length - 1);
    const refuses = truncate === false && !script.ignoresTruncate; // old servers do not know the field
    while (!refuses && total() > numCtx && oldest() >= 0) list.splice(oldest(), 1);
    const text = `request (${total()} tokens) exceeds the available context size (${numCtx} tokens), try increasing it`;
    const runnerError = {
      error: {
        code: 400,
        message: text,
        type: 'exceed_context_size_error',
        n_prompt_tokens: total(),
        n_ctx: numCtx,
      },
    };
    if (total() >= numCtx && (refuses || model.overflow === 'refuse'))
      fail(400, goJson(runnerError)); // models with a chat template of their own
    const half = numCtx - Math.max(Math.floor((numCtx - 4) / 2), 1); // the others: the middle of the last message is cut out
    return Object.assign(x.record, {
      numCtx,
      promptTokens: total() < numCtx ? total() : half,
      droppedMessages: messages ? messages.length - list.length : 0,
    });
  }
  /** What the "model" says: thinking pieces, content pieces, tool calls, and whether num_predict cut it short. */
  function compose(x, canThink) {
    const {body: b, rule, fault: f} = x;
    const calls = b.tools?.length
      ? rule.tool_calls?.map((c, index) => ({
          id: `call_${sha(c.name + index).slice(0, 8)}`,
          function: {index, name: c.name, arguments: c.arguments ?? {}},
        }))
      : undefined;
    const fallback = defaultReply(x.user, x.images);
    const instance =
      rule.json ??
      (b.format === 'json' ? {reply: fallback} : b.format ? sampleFromSchema(b.format) : undefined);
    const unscripted = calls
      ? ''
      : instance === undefined
        ? fallback
        : JSON.stringify(f.schemaViolation ? violate(instance) : instance);
    const replies = [rule.reply ?? unscripted].flat();
    let text = String(replies[Math.min(rule.nth ?? 0, replies.length - 1)]).replaceAll(
      '{{user}}',
      x.user,
    );
    if (f.badJson) text = spoil(text, f.badJson);
    let thought =
      canThink && b.think !== false
        ? (rule.thinking ?? 'The user wrote something; I answer as scripted.')
        : '';
    if (f.inlineThink)
      [text, thought] = [`<think>\n${thought || 'inline'}\n</think>\n\n${text}`, '']; // old servers and odd templates
    const limit = b.options?.num_predict >= 0 ? b.options.num_predict : Infinity; // thinking spends the same budget
    const thoughts = pieces(thought).slice(0, limit);
    const words = pieces(text).slice(0, limit - thoughts.length);
    return {thoughts, words, calls, cutShort: pieces(thought).length + pieces(text).length > limit};
  }

  // -------------------------------------------------------------------------- handlers
  async function converse(x) {
    // POST /api/chat and /api/generate
    const {endpoint, body: b} = x;
    const chat = endpoint === 'chat';
    const model = findModel(endpoint, b.model);
    const line = (done, {content = '', ...more}, tail) => ({
      model: b.model,
      created_at: stamp(),
      ...(chat ? {message: {role: 'assistant', content, ...more}} : {response: content, ...more}),
      done,
      ...tail,
    });
    const empty = chat ? !b.messages?.length : !b.prompt; // an empty request only loads, or with keep_alive 0 unloads
    if (empty && x.keepAlive === 0) {
      loaded.delete(model.name);
      return send(x, 200, line(true, {}, {done_reason: 'unload'}));
    }
    if (!chat && b.raw && (b.template || b.system || b.context?.length))
      fail(400, 'raw mode does not support template, system, or context');
    const canThink = model.capabilities.includes('thinking');
    if (b.think && !canThink) fail(400, `${JSON.stringify(b.model)} does not support thinking`);
    if (!model.capabilities.includes('completion'))
      fail(400, `${JSON.stringify(b.model)} does not support ${endpoint}`);
    if (b.tools?.length) need(model, 'tools');
    if (!chat && b.suffix) need(model, 'insert');
    return inTurn(x, model, async () => {
      const numCtx = await load(x, model);
      if (empty) return send(x, 200, line(true, {}, {done_reason: 'load'}));
      const badFormat = b.format && b.format !== 'json' && goKind(b.format) !== 'object';
      if (badFormat)
        fail(
          500,
          `invalid format: ${JSON.stringify(JSON.stringify(b.format))}; expected "json" or a valid JSON Schema object`,
        );
      const seesImages = x.images.length || b.messages?.some(m => m.images?.length); // also those in the history
      if (seesImages && !model.capabilities.includes('vision')) fail(400, goJson(BLIND)); // the runner's own body, as a string
      const {promptTokens} = fitPrompt(x, model, numCtx);
      const {thoughts, words, calls, cutShort} = compose(x, canThink);
      const callsLast = x.rule.toolCallsIn === 'final'; // both placements occur, depending on the model's template
      const steps = [
        ...thoughts.map(thinking => ({thinking})),
        ...words.map(content => ({content})),
      ];
      if (calls && !callsLast) steps.push({tool_calls: calls});
      let first; // when the first token came
      const parts = steps.map(step => () => {
        first ??= process.hrtime.bigint();
        return line(false, step);
      });
      parts.push(() =>
        line(
          true,
          {tool_calls: callsLast ? calls : undefined},
          {
            done_reason: cutShort ? 'length' : 'stop',
            context: chat || b.raw ? undefined : pieces(x.user).map((_, i) => 1000 + i),
            total_duration: ns(x.begin),
            load_duration: x.loadNs || 1,
            prompt_eval_count: x.fault.noCounts ? undefined : promptTokens,
            prompt_eval_duration: Math.max(1, Number((first ?? x.begin) - x.begin) - x.loadNs),
            eval_count: thoughts.length + words.length || undefined,
            eval_duration: first ? ns(first) : undefined,
          },
        ),
      );
      return deliver(x, parts, all => {
        // the last part, with everything said before it
        const sum = pick => all.map(part => pick(part.message ?? part) ?? '').join('') || undefined;
        const whole = {
          content: sum(m => m.content ?? m.response),
          thinking: sum(m => m.thinking),
          tool_calls: all.map(p => p.message?.tool_calls).find(Boolean),
        };
        const {
          model: _m,
          created_at: _c,
          message: _g,
          response: _r,
          done = false,
          ...tail
        } = all.at(-1) ?? {};
        return line(done, whole, tail);
      });
    });
  }
  async function embed(x) {
    // POST /api/embed and the superseded /api/embeddings
    const {body: b, fault: f, endpoint} = x;
    const batch = endpoint === 'embed';
    const input =
      batch && Array.isArray(b.input)
        ? b.input
        : [(batch ? b.input : b.prompt) ?? ''].filter(text => text !== '');
    if (input.some(text => typeof text !== 'string')) fail(400, 'invalid input type');
    const model = findModel(endpoint, b.model);
    return inTurn(x, model, async () => {
      await load(x, model);
      if (!input.length)
        return send(x, 200, batch ? {model: b.model, embeddings: []} : {embedding: []});
      if (!model.capabilities.includes('embedding'))
        fail(501, 'This server does not support embeddings. Start it with `--embeddings`');
      const room = Math.min(b.options?.num_ctx ?? script.defaultNumCtx ?? 4096, model.context) - 2; // minus begin and end marks
      if (room <= 0) fail(400, 'input after truncation exceeds maximum context length');
      let tokens = 0;
      const vectors = input.slice(0, f.count).map(text => {
        const all = pieces(text);
        if (all.length > room && (b.truncate === false || !batch))
          fail(batch ? 400 : 500, 'the input length exceeds the context length');
        tokens += Math.min(all.length, room) + 2;
        const v = embedText(all.slice(0, room).join(''), f.dims ?? model.dims);
        return b.dimensions > 0 && b.dimensions < v.length
          ? normalise(v.slice(0, b.dimensions))
          : v;
      });
      const raw = model.family.includes('bert') ? vectors[0].map(n => n * 20) : vectors[0]; // the old endpoint does not normalise these
      const spent = {
        total_duration: ns(x.begin),
        load_duration: x.loadNs || 1,
        prompt_eval_count: tokens,
      };
      return send(
        x,
        200,
        batch ? {model: b.model, embeddings: vectors, ...spent} : {embedding: raw},
      );
    });
  }
  async function pull(x) {
    // an error after the first line comes with status 200: only the line tells
    const name = x.body.model || x.body.name || '';
    if (!VALID_NAME.test(name.trim())) fail(400, 'invalid model name');
    const model = models.get(canonical(name));
    if (!model)
      x.fault = {errorAfter: 1, error: 'pull model manifest: file does not exist', ...x.fault};
    const parts = [{status: 'pulling manifest'}];
    const steps = script.pull?.steps ?? 4;
    for (const [layer, total] of [
      ['weights', model?.size ?? 1],
      ['config', 487],
    ]) {
      const digest = `sha256:${sha(canonical(name) + layer)}`;
      const at = i => ({
        status: `pulling ${digest.slice(7, 19)}`,
        digest,
        total,
        completed: Math.floor((total * i) / steps) || undefined,
      });
      for (let i = model?.installed ? steps : 0; i <= steps; i++) parts.push(at(i));
    }
    const finish = () => {
      Object.assign(model, {installed: true, modified: Date.now()});
      return {status: 'success'};
    };
    parts.push({status: 'verifying sha256 digest'}, {status: 'writing manifest'}, finish);
    x.delay = {tokenMs: script.pull?.stepMs, ...x.rule.delay};
    return deliver(x, parts, all => all.at(-1));
  }
  const details = (m, sizes) => ({
    parent_model: '',
    format: m.remoteHost ? '' : 'gguf',
    family: m.family,
    families: [m.family],
    parameter_size: m.parameters,
    quantization_level: m.quant,
    ...(sizes && {context_length: m.context, embedding_length: m.dims}),
  });
  const date = ms => new Date(ms).toISOString();
  const listed = m => ({
    name: m.name,
    model: m.name,
    remote_model: m.remoteHost && m.name.replace(/[:-]cloud$/, ''),
    remote_host: m.remoteHost,
    modified_at: date(m.modified),
    size: m.size,
    digest: m.digest,
    details: details(m, true),
    capabilities: m.capabilities,
  });
  const active = ([name, r]) => ({
    name,
    model: name,
    size: models.get(name).size,
    digest: models.get(name).digest,
    details: details(models.get(name)),
    expires_at: date(Math.min(r.expires, 1e13)),
    size_vram: 0,
    context_length: r.numCtx,
  });
  function show(x) {
    const m = findModel('show', x.body.model || x.body.name);
    const model_info = {
      'general.architecture': m.family,
      [`${m.family}.context_length`]: m.context,
      [`${m.family}.embedding_length`]: m.dims,
    };
    send(x, 200, {
      modelfile: `# Modelfile generated by "ollama show"\nFROM ${m.name}`,
      template: '{{ .Prompt }}',
      details: details(m),
      remote_host: m.remoteHost,
      model_info,
      capabilities: m.capabilities,
      modified_at: date(m.modified),
    });
  }
  function remove(x) {
    const m = findModel('delete', x.body.model || x.body.name);
    m.installed = false;
    loaded.delete(m.name);
    send(x, 200, '', null);
  }
  const newestFirst = (a, b) => b.modified - a.modified;
  const routes = {
    '/': {GET: x => send(x, 200, 'Ollama is running', 'text/plain; charset=utf-8')},
    '/api/version': {GET: x => send(x, 200, {version: script.version ?? '0.33.0'})},
    '/api/tags': {
      GET: x =>
        send(x, 200, {
          models: [...models.values()]
            .filter(m => m.installed)
            .sort(newestFirst)
            .map(listed),
        }),
    },
    '/api/ps': {
      GET: x =>
        send(x, 200, {
          models: [...running()].sort((a, b) => b[1].expires - a[1].expires).map(active),
        }),
    },
    '/api/show': {POST: show},
    '/api/chat': {POST: converse},
    '/api/generate': {POST: converse},
    '/api/embed': {POST: embed},
    '/api/embeddings': {POST: embed},
    '/api/pull': {POST: pull},
    '/api/delete': {DELETE: remove},
    // Not Ollama's: the tests' own window into this server.
    '/__requests': {
      GET: x => send(x, 200, {requests}),
      DELETE: x => {
        requests.length = 0;
        send(x, 200, {});
      },
    },
    '/__scenario': {
      PUT: x => {
        setScenario(x.body);
        send(x, 200, {});
      },
    },
    '/__reset': {
      POST: x => {
        reset();
        send(x, 200, {});
      },
    },
  };

  async function serve(x) {
    const {req, res, path} = x;
    if (/^127\.|^::1$/.test(host) && !allowedHost(req.headers.host)) return send(x, 403, '', null);
    if (UNSCRIPTED.test(path))
      return send(x, 501, {error: `contract server: ${path} is not scripted`});
    const methods = routes[path];
    if (!methods) return send(x, 404, '404 page not found', 'text/plain');
    const head = req.method === 'HEAD' && ['/', '/api/version', '/api/tags'].includes(path);
    const handler = head ? methods.GET : methods[req.method];
    if (!handler) {
      res.setHeader('Allow', Object.keys(methods).join(', '));
      return send(x, 405, '405 method not allowed', 'text/plain');
    }
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString();
    let broken;
    try {
      x.body = raw ? JSON.parse(raw) : undefined;
    } catch (error) {
      broken = syntaxError(raw, error);
    }
    if (path.startsWith('/__')) return broken ? fail(400, broken) : handler(x);
    const record = {
      id: requests.length + 1,
      at: new Date().toISOString(),
      method: req.method,
      path,
      headers: req.headers,
      body: broken ? raw : structuredClone(x.body),
      outcome: 'pending',
      chunks: 0,
    };
    x.record = record;
    requests.push(record);
    res.once('close', () => {
      record.status = res.headersSent ? res.statusCode : undefined;
      if (record.outcome === 'pending')
        record.outcome = res.writableFinished ? 'complete' : 'client gone';
    });
    x.streaming = x.body?.stream !== false;
    x.rule = pickRule(x);
    x.fault = {...x.rule.fault};
    x.delay = {...script.delay, ...x.rule.delay};
    if (await earlyFault(x)) return undefined;
    if (handler !== methods.GET) {
      if (!raw) fail(400, 'missing request body');
      if (broken) fail(400, broken);
      x.keepAlive = keepAlive(x.body?.keep_alive);
      checkBody(x.endpoint, x.body);
    }
    return handler(x);
  }
  const server = http.createServer(async (req, res) => {
    const path = new URL(req.url, 'http://contract').pathname;
    const x = {
      req,
      res,
      path,
      endpoint: path.split('/').at(-1) || 'root',
      begin: process.hrtime.bigint(),
    };
    x.closed = new Promise(resolve => {
      res.once('close', () => {
        x.gone = true;
        resolve();
      });
    });
    res.removeHeader('connection');
    await serve(x).catch(error => {
      if (!error.extra && !x.gone) console.error(error); // a fault of this server or of the scenario, not a scripted one
      const {type, ...extra} = error.extra ?? {};
      send(x, error.status ?? 500, {error: error.message, ...extra}, type);
    });
  });
  server.keepAliveTimeout = 0; // Go keeps idle connections; Node's default of 5 s would race with the client
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const bound = server.address().port;
  const close = () =>
    new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    requests,
    reset,
    setScenario,
    close,
  };
}

const isMain = () => {
  try {
    return realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
  } catch {
    return false;
  }
};
if (isMain()) {
  const flag = (name, fallback) => {
    const i = process.argv.indexOf(`--${name}`);
    return i > 0 ? process.argv[i + 1] : fallback;
  };
  const scenario = flag('scenario', process.env.OLLAMA_CONTRACT_SCENARIO);
  const started = await startOllamaContract({
    port: Number(flag('port', 0)),
    host: flag('host', '127.0.0.1'),
    scenario,
  });
  console.log(JSON.stringify({url: started.url}));
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => started.close().then(() => process.exit(0)));
}
