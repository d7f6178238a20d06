#!/usr/bin/env node
/**
 * Exercises server.mjs with the real npm `ollama` client, plain fetch and (when present) curl.
 * Ends with "N passed, N failed"; exit code 1 when something failed.
 */
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import http from 'node:http';
import {fileURLToPath} from 'node:url';
import {Ollama} from 'ollama';
import {embedText, pieces, sampleFromSchema, startOllamaContract} from './server.mjs';

let passed = 0;
const failures = [];
let server, client;
/** One check, on a fresh server with the given scenario. */
async function check(name, scenario, body) {
  server = await startOllamaContract({scenario});
  client = new Ollama({host: server.url});
  try {
    await body();
    passed += 1;
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name}\n`, error);
  }
  await server.close();
}
const user = (content, more = {}) => [{role: 'user', content, ...more}];
const L = 'llama3.2:3b';
const wait = ms => new Promise(r => setTimeout(r, ms));
const caught = promise =>
  promise.then(
    () => assert.fail('should have failed'),
    error => error,
  );
const read = async stream => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return parts;
};
const say = parts => parts.map(p => p.message.content).join('');
const last = () => server.requests.at(-1);
const post = (path, body) =>
  fetch(server.url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const quietly = async job => {
  // the client prints to the console in some error cases
  const [log, warn] = [console.log, console.warn];
  let noise = '';
  console.log = console.warn = (...args) => {
    noise += args.join(' ');
  };
  try {
    return [await job(), noise];
  } finally {
    Object.assign(console, {log, warn});
  }
};
const SCHEMA = {
  type: 'object',
  required: ['goal', 'due', 'priority', 'steps'],
  properties: {
    goal: {type: 'string', minLength: 20},
    due: {type: 'string', format: 'date'},
    priority: {enum: ['low', 'high']},
    note: {type: 'string'},
    steps: {type: 'array', minItems: 2, items: {$ref: '#/$defs/step'}},
  },
  $defs: {
    step: {
      type: 'object',
      required: ['title', 'minutes', 'parent'],
      properties: {
        title: {type: 'string'},
        minutes: {type: 'integer', minimum: 5},
        parent: {anyOf: [{$ref: '#/$defs/step'}, {type: 'null'}]},
      },
    },
  },
};
const TOOLS = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      parameters: {type: 'object', properties: {city: {type: 'string'}}},
    },
  },
];

await check('health, list, show, ps, version', {}, async () => {
  assert.equal(await (await fetch(server.url)).text(), 'Ollama is running');
  assert.equal(
    (await fetch(server.url, {method: 'HEAD'})).headers.get('content-type'),
    'text/plain; charset=utf-8',
  );
  assert.match((await client.version()).version, /^\d+\.\d+\.\d+$/);
  const names = (await client.list()).models.map(m => m.name);
  assert.ok(names.includes('nomic-embed-text:latest') && !names.includes('gemma3:1b'));
  const shown = await client.show({model: 'nomic-embed-text'});
  assert.equal(shown.model_info['nomic-bert.embedding_length'], 768);
  assert.deepEqual(shown.capabilities, ['embedding']);
  assert.deepEqual((await client.ps()).models, []);
});
await check('chat: stream and single reply say the same', {}, async () => {
  const one = await client.chat({model: L, messages: user('Plan my week, please')});
  const many = await read(
    await client.chat({model: L, messages: user('Plan my week, please'), stream: true}),
  );
  assert.equal(say(many), one.message.content);
  assert.match(one.message.content, /You wrote 4 word/);
  assert.ok(
    many.length > 5 &&
      many.slice(0, -1).every(p => p.done === false && p.done_reason === undefined),
  );
  for (const end of [one, many.at(-1)]) {
    assert.equal(end.done_reason, 'stop');
    for (const key of [
      'total_duration',
      'load_duration',
      'prompt_eval_count',
      'prompt_eval_duration',
      'eval_count',
      'eval_duration',
    ])
      assert.ok(Number.isInteger(end[key]) && end[key] > 0, key);
  }
  assert.equal(last().headers['user-agent'].startsWith('ollama-js/'), true);
});
await check('structured output: valid, minimal, the same each time', {}, async () => {
  const ask = () =>
    client.chat({model: L, messages: user('x'), format: SCHEMA}).then(r => r.message.content);
  const value = JSON.parse(await ask());
  assert.deepEqual(value, JSON.parse(await ask()));
  assert.ok(
    value.goal.length >= 20 &&
      value.due === '2025-01-01' &&
      value.priority === 'low' &&
      !('note' in value),
  );
  assert.equal(value.steps.length, 2);
  assert.ok(
    value.steps.every(
      s => Number.isInteger(s.minutes) && s.minutes >= 5 && typeof s.title === 'string',
    ),
  );
  assert.ok(
    JSON.parse((await client.chat({model: L, messages: user('x'), format: 'json'})).message.content)
      .reply,
  );
  assert.deepEqual(sampleFromSchema({type: ['string', 'null'], maxLength: 6}), 'sample');
  const odd = await caught(client.chat({model: L, messages: user('x'), format: 'yaml'}));
  assert.equal(
    odd.message,
    'invalid format: "\\"yaml\\""; expected "json" or a valid JSON Schema object',
  );
});
await check(
  'bad JSON for the first tries, then good; schema violation; fences',
  {
    rules: [
      {match: {user: 'retry'}, times: 2, fault: {badJson: true}},
      {match: {user: 'wrong'}, fault: {schemaViolation: true}},
      {match: {user: 'fenced'}, fault: {badJson: 'fenced'}},
    ],
  },
  async () => {
    const ask = text =>
      client.chat({model: L, messages: user(text), format: SCHEMA}).then(r => r.message.content);
    await assert.rejects(async () => JSON.parse(await ask('retry')), SyntaxError);
    await assert.rejects(async () => JSON.parse(await ask('retry')), SyntaxError);
    assert.ok(JSON.parse(await ask('retry')).goal);
    assert.equal(typeof JSON.parse(await ask('wrong')).goal, 'number');
    assert.match(await ask('fenced'), /^```json\n/);
  },
);
await check('num_predict cuts the reply: done_reason length', {}, async () => {
  const r = await client.chat({model: L, messages: user('hi'), options: {num_predict: 3}});
  assert.equal(r.done_reason, 'length');
  assert.equal(r.eval_count, 3);
  const j = await client.chat({
    model: L,
    messages: user('hi'),
    format: SCHEMA,
    options: {num_predict: 5},
  });
  assert.throws(() => JSON.parse(j.message.content));
  const t = await client.chat({model: 'qwen3:4b', messages: user('hi'), options: {num_predict: 5}});
  assert.equal(t.message.content, '', 'thinking ate the budget');
});
await check(
  'thinking is on by default where supported, refused elsewhere',
  {rules: [{match: {user: 'tags'}, fault: {inlineThink: true}}, {thinking: 'Let me see.'}]},
  async () => {
    assert.equal(
      (await client.chat({model: 'qwen3:4b', messages: user('x')})).message.thinking,
      'Let me see.',
    );
    assert.equal(
      (await client.chat({model: 'qwen3:4b', messages: user('x'), think: false})).message.thinking,
      undefined,
    );
    assert.equal((await client.chat({model: L, messages: user('x'), think: false})).done, true);
    const parts = await read(
      await client.chat({model: 'qwen3:4b', messages: user('x'), stream: true}),
    );
    assert.ok(parts[0].message.thinking && parts[0].message.content === '');
    const error = await caught(client.chat({model: L, messages: user('x'), think: true}));
    assert.deepEqual(
      [error.status_code, error.message],
      [400, '"llama3.2:3b" does not support thinking'],
    );
    assert.match(
      (await client.chat({model: L, messages: user('tags')})).message.content,
      /^<think>/,
    );
  },
);
await check(
  'tool calls, in a chunk of their own or in the final one',
  {
    rules: [
      {
        match: {user: 'final', tools: true},
        tool_calls: [{name: 'get_weather', arguments: {city: 'Rome'}}],
        toolCallsIn: 'final',
      },
      {match: {tools: true}, tool_calls: [{name: 'get_weather', arguments: {city: 'Oslo'}}]},
    ],
  },
  async () => {
    const once = await client.chat({model: L, messages: user('a'), tools: TOOLS});
    assert.deepEqual(once.message.tool_calls[0].function, {
      index: 0,
      name: 'get_weather',
      arguments: {city: 'Oslo'},
    });
    assert.match(once.message.tool_calls[0].id, /^call_[0-9a-f]{8}$/);
    const chunked = await read(
      await client.chat({model: L, messages: user('a'), tools: TOOLS, stream: true}),
    );
    assert.deepEqual(
      chunked.map(p => [p.done, Boolean(p.message.tool_calls)]),
      [
        [false, true],
        [true, false],
      ],
    );
    const final = await read(
      await client.chat({model: L, messages: user('final'), tools: TOOLS, stream: true}),
    );
    assert.equal(final.at(-1).message.tool_calls[0].function.arguments.city, 'Rome');
    assert.equal(
      (await caught(client.chat({model: 'gemma3:4b', messages: user('a'), tools: TOOLS}))).message,
      'registry.ollama.ai/library/gemma3:4b does not support tools',
    );
  },
);
await check(
  'images: described by a vision model, refused by a blind one, even from the history',
  {},
  async () => {
    const png = new Uint8Array([137, 80, 78, 71, 13, 10]);
    assert.match(
      (await client.chat({model: 'gemma3:4b', messages: user('what?', {images: [png]})})).message
        .content,
      /1 image\(s\) of 6 bytes/,
    );
    const history = [
      ...user('look', {images: [png]}),
      {role: 'assistant', content: 'ok'},
      ...user('and now?'),
    ];
    const error = await caught(client.chat({model: L, messages: history}));
    assert.equal(error.status_code, 400);
    assert.match(JSON.parse(error.message).error.message, /does not support multimodal/);
    assert.equal(
      (
        await (
          await post('/api/chat', {
            model: 'gemma3:4b',
            messages: user('x', {images: ['data:image/png;base64,AAAA']}),
          })
        ).json()
      ).error,
      'illegal base64 data at input byte 4',
    );
  },
);
await check(
  'abort while streaming, and before the first token',
  {rules: [{match: {user: 'late'}, delay: {firstTokenMs: 5000}}, {delay: {tokenMs: 30}}]},
  async () => {
    const stream = await client.chat({model: L, messages: user('go on and on'), stream: true});
    let seen = 0;
    const error = await caught(
      (async () => {
        for await (const _ of stream) if (++seen === 2) stream.abort();
      })(),
    );
    await wait(60);
    assert.deepEqual([error.name, last().outcome], ['AbortError', 'client gone']);
    const gate = new AbortController();
    const tied = new Ollama({
      host: server.url,
      fetch: (url, init) =>
        fetch(url, {
          ...init,
          signal: AbortSignal.any([gate.signal, ...(init?.signal ? [init.signal] : [])]),
        }),
    });
    setTimeout(() => gate.abort(), 50);
    assert.equal(
      (await caught(tied.chat({model: L, messages: user('late'), stream: true}))).name,
      'AbortError',
    );
    await wait(60);
    assert.deepEqual([last().outcome, last().chunks, last().status], ['client gone', 0, undefined]);
  },
);
await check(
  'embed: width, unit length, order, nearness, dimensions, limits',
  {
    rules: [
      {match: {endpoint: 'embed', user: 'narrow'}, fault: {dims: 32}},
      {match: {endpoint: 'embed', user: 'lossy'}, fault: {count: 1}},
    ],
  },
  async () => {
    const texts = [
      'Buy milk and bread tomorrow morning',
      'tomorrow: buying bread, milk',
      'The orbit of Jupiter is elliptical',
    ];
    const {embeddings, prompt_eval_count} = await client.embed({
      model: 'nomic-embed-text',
      input: texts,
    });
    assert.deepEqual(
      embeddings.map(v => v.length),
      [768, 768, 768],
    );
    for (const v of embeddings) assert.ok(Math.abs(dot(v, v) - 1) < 1e-6);
    assert.ok(prompt_eval_count > 10);
    assert.ok(
      dot(embeddings[0], embeddings[1]) > 0.45 && dot(embeddings[0], embeddings[2]) < 0.2,
      `${dot(embeddings[0], embeddings[1])} ${dot(embeddings[0], embeddings[2])}`,
    );
    const alone = await client.embed({model: 'nomic-embed-text', input: texts[2]});
    assert.deepEqual(alone.embeddings[0], embeddings[2]);
    assert.deepEqual(embedText(texts[2], 768), embeddings[2]);
    const short = await client.embed({model: 'all-minilm', input: 'x', dimensions: 64});
    assert.ok(
      short.embeddings[0].length === 64 &&
        Math.abs(dot(short.embeddings[0], short.embeddings[0]) - 1) < 1e-6,
    );
    assert.deepEqual((await client.embed({model: 'all-minilm', input: []})).embeddings, []);
    assert.equal(
      (await client.embed({model: 'all-minilm', input: ['a', '']})).embeddings.length,
      2,
    );
    assert.equal(
      (await client.embed({model: 'all-minilm', input: 'narrow'})).embeddings[0].length,
      32,
    );
    assert.equal(
      (await client.embed({model: 'all-minilm', input: ['lossy', 'b']})).embeddings.length,
      1,
    );
    const long = 'word '.repeat(3000);
    assert.ok((await client.embed({model: 'all-minilm', input: long})).prompt_eval_count <= 512);
    const error = await caught(client.embed({model: 'all-minilm', input: long, truncate: false}));
    assert.deepEqual(
      [error.status_code, error.message],
      [400, 'the input length exceeds the context length'],
    );
    assert.equal((await caught(client.embed({model: L, input: 'x'}))).status_code, 501);
    assert.equal(
      (await caught(client.chat({model: 'all-minilm', messages: user('x')}))).message,
      '"all-minilm" does not support chat',
    );
    const old = (await client.embeddings({model: 'nomic-embed-text', prompt: 'x'})).embedding;
    assert.ok(Math.abs(dot(old, old) - 1) > 1, 'the old endpoint does not normalise');
  },
);
await check(
  'pull: progress, then installed; unknown name; delete',
  {pull: {steps: 2, stepMs: 1}},
  async () => {
    const lines = await read(await client.pull({model: 'gemma3:1b', stream: true}));
    assert.deepEqual([lines[0].status, lines.at(-1).status], ['pulling manifest', 'success']);
    assert.match(lines[1].status, /^pulling [0-9a-f]{12}$/);
    assert.equal(lines[1].completed, undefined, 'zero is left out');
    assert.equal(lines.find(l => l.completed).total, 815319791);
    assert.ok((await client.list()).models[0].name === 'gemma3:1b');
    assert.equal(
      (await caught(read(await client.pull({model: 'nope', stream: true})))).message,
      'pull model manifest: file does not exist',
    );
    assert.equal((await caught(client.pull({model: 'nope'}))).status_code, 500);
    assert.equal((await client.delete({model: 'gemma3:1b'})).status, 'success');
    assert.equal(
      (await caught(client.delete({model: 'gemma3:1b'}))).message,
      "model 'gemma3:1b' not found",
    );
  },
);
await check('missing models, each handler in its own words', {}, async () => {
  const ask = async (path, body) => {
    const r = await post(path, body);
    return [r.status, (await r.json()).error];
  };
  assert.deepEqual(await ask('/api/chat', {model: 'nope', messages: user('x')}), [
    404,
    "model 'nope' not found",
  ]);
  assert.deepEqual(await ask('/api/generate', {model: 'nope', prompt: 'x'}), [
    404,
    "model 'nope' not found",
  ]);
  assert.deepEqual(await ask('/api/embed', {model: 'nope', input: 'x'}), [
    404,
    'model "nope" not found, try pulling it first',
  ]);
  assert.deepEqual(await ask('/api/show', {model: 'nope'}), [404, "model 'nope:latest' not found"]);
  assert.deepEqual(await ask('/api/chat', {}), [400, 'model is required']);
  assert.deepEqual(await ask('/api/generate', {}), [404, "model '' not found"]);
  assert.deepEqual(await ask('/api/chat', {model: 'a b'}), [400, 'invalid model name']);
  assert.equal(
    (await ask('/api/chat', {model: 'LLAMA3.2:3B', messages: user('x'), stream: false}))[0],
    200,
  );
});
await check(
  '500, 503, an HTML page from a proxy, a refused connection, a hang',
  {
    rules: [
      {
        match: {user: 'five'},
        fault: {status: 500, error: 'llama runner process has terminated: signal: killed'},
      },
      {match: {user: 'busy'}, times: 1, fault: {busy: true}},
      {match: {user: 'proxy'}, fault: {status: 502, body: '<html>Bad Gateway</html>'}},
      {match: {user: 'refuse'}, fault: {refuse: true}},
      {match: {user: 'hang'}, fault: {hangAfter: 0}},
      {match: {endpoint: 'tags'}, fault: {hangAfter: 0}},
    ],
  },
  async () => {
    const ask = text => client.chat({model: L, messages: user(text), stream: true});
    assert.equal((await caught(ask('five'))).status_code, 500);
    const busy = await caught(ask('busy'));
    assert.deepEqual(
      [busy.status_code, busy.message],
      [503, 'server busy, please try again.  maximum pending requests exceeded'],
    );
    assert.equal((await read(await ask('busy'))).at(-1).done, true);
    const [html, noise] = await quietly(() => caught(ask('proxy')));
    assert.deepEqual(
      [html.status_code, html.message, /Getting text/.test(noise)],
      [502, '<html>Bad Gateway</html>', true],
    );
    assert.equal((await caught(ask('refuse'))).cause.code, 'UND_ERR_SOCKET');
    for (const path of ['/api/chat', '/api/tags']) {
      const init =
        path === '/api/chat'
          ? {method: 'POST', body: JSON.stringify({model: L, messages: user('hang')})}
          : {};
      assert.equal(
        (await caught(fetch(server.url + path, {...init, signal: AbortSignal.timeout(60)}))).name,
        'TimeoutError',
      );
      await wait(60);
      assert.equal(last().outcome, 'hung');
    }
  },
);
await check(
  'faults in mid-stream',
  {
    rules: [
      {match: {user: 'error'}, reply: 'one two three', fault: {errorAfter: 2}},
      {match: {user: 'cut'}, fault: {cutAfter: 2}},
      {match: {user: 'end'}, fault: {endAfter: 2}},
      {match: {user: 'malformed'}, reply: 'fine after all', fault: {malformedAfter: 1}},
      {match: {user: 'stall'}, fault: {hangAfter: 2}},
      {match: {user: 'uncounted'}, fault: {noCounts: true}},
    ],
  },
  async () => {
    const ask = async text => {
      let got = '';
      try {
        for await (const p of await client.chat({model: L, messages: user(text), stream: true}))
          got += p.message.content;
        return {got};
      } catch (error) {
        return {got, error};
      }
    };
    const line = await ask('error');
    assert.deepEqual(
      [line.got, line.error.name, line.error.status_code, line.error.message],
      [
        'one two',
        'Error',
        undefined,
        'an error was encountered while running the model: unexpected EOF',
      ],
    );
    assert.equal(
      (await caught(client.chat({model: L, messages: user('error')}))).status_code,
      500,
      'the same without streaming',
    );
    const cut = await ask('cut');
    assert.deepEqual(
      [cut.error.name, cut.error.message, cut.got.length > 0],
      ['TypeError', 'terminated', true],
    );
    assert.equal(
      (await ask('end')).error.message,
      'Did not receive done or success response in stream.',
    );
    assert.equal(
      (await client.chat({model: L, messages: user('end')})).done,
      false,
      'without streaming it looks like an answer',
    );
    const [bad, noise] = await quietly(() => ask('malformed'));
    assert.deepEqual(
      [bad.got, bad.error, /invalid json/.test(noise)],
      ['fine after all', undefined, true],
    );
    assert.equal(
      (await client.chat({model: L, messages: user('uncounted')})).prompt_eval_count,
      undefined,
    );
    const stalled = client.chat({model: L, messages: user('stall'), stream: true}).then(async s => {
      setTimeout(() => s.abort(), 80);
      return read(s);
    });
    assert.equal((await caught(stalled)).name, 'AbortError');
  },
);
await check(
  'lines and characters split across packets',
  {rules: [{reply: 'Grüße, 東京! 🚀 done', fault: {splitBytes: 3}}]},
  async () => {
    assert.equal(
      say(await read(await client.chat({model: L, messages: user('x'), stream: true}))),
      'Grüße, 東京! 🚀 done',
    );
    for (const text of ['', ' a  b\n', 'Grüße 東京 🚀🚀🚀', '\n\n'])
      assert.equal(pieces(text).join(''), text);
  },
);
await check(
  'delays',
  {delay: {loadMs: 80}, rules: [{reply: 'a b c', delay: {firstTokenMs: 60, tokenMs: 30}}]},
  async () => {
    const start = Date.now();
    const stream = await client.chat({model: L, messages: user('x'), stream: true});
    const first = Date.now() - start;
    const end = (await read(stream)).at(-1);
    assert.ok(first >= 135 && Date.now() - start >= first + 80, `${first}`);
    assert.ok(
      end.load_duration >= 75e6 &&
        end.prompt_eval_duration >= 55e6 &&
        end.total_duration > end.load_duration,
    );
  },
);
await check('loading: cold, warm, reload on another num_ctx, keep_alive', {}, async () => {
  const ask = (num_ctx, keep_alive) =>
    client.chat({model: L, messages: user('x'), options: {num_ctx}, keep_alive});
  await ask(8192, '10m');
  await ask(8192);
  await ask(4096, -1);
  assert.deepEqual(
    server.requests.map(r => r.load),
    ['cold', 'warm', 'reload'],
  );
  assert.equal(server.requests[0].body.options.num_ctx, 8192);
  const [row] = (await client.ps()).models;
  assert.deepEqual(
    [row.name, row.context_length, new Date(row.expires_at).getFullYear() > 2200],
    [L, 4096, true],
  );
  const bye = await client.chat({model: L, messages: [], keep_alive: 0});
  assert.deepEqual([bye.done_reason, (await client.ps()).models.length], ['unload', 0]);
  assert.equal((await client.generate({model: L, prompt: ''})).done_reason, 'load');
  assert.equal((await caught(ask(4096, '-1'))).message, 'time: missing unit in duration "-1"');
  assert.equal((await caught(ask('4096'))).message, 'option "num_ctx" must be of type integer');
});
await check(
  'too long a prompt is cut silently: old messages first, then the middle',
  {},
  async () => {
    const messages = [
      {role: 'system', content: 'Be brief'},
      ...Array.from({length: 30}, (_, i) => ({
        role: i % 2 ? 'assistant' : 'user',
        content: 'filler words here '.repeat(10),
      })),
      ...user('last'),
    ];
    const r = await client.chat({model: L, messages, options: {num_ctx: 512}});
    assert.ok(r.prompt_eval_count <= 512 && last().droppedMessages > 10);
    const one = await client.chat({
      model: L,
      messages: user('word '.repeat(2000)),
      options: {num_ctx: 512},
    });
    assert.equal(one.prompt_eval_count, 512 / 2 + 2);
    assert.equal(
      (
        await post('/api/chat', {
          model: L,
          messages: user('word '.repeat(2000)),
          options: {num_ctx: 512},
          truncate: false,
        })
      ).status,
      400,
    );
    server.setScenario({models: [{name: 'own-template', overflow: 'refuse'}]});
    const error = await caught(
      client.chat({model: 'own-template', messages: user('word '.repeat(5000))}),
    );
    assert.deepEqual(
      [error.status_code, JSON.parse(error.message).error.type],
      [400, 'exceed_context_size_error'],
    );
  },
);
await check(
  'one generation at a time per model',
  {rules: [{reply: 'a b c', delay: {tokenMs: 40}}]},
  async () => {
    const start = Date.now();
    const took = await Promise.all(
      [0, 1].map(() => client.chat({model: L, messages: user('x')}).then(() => Date.now() - start)),
    );
    assert.ok(Math.max(...took) - Math.min(...took) > 80, String(took));
  },
);
await check(
  'cloud models are not quietly used',
  {models: [{name: 'gpt-oss:120b-cloud', remoteHost: 'https://ollama.com:443'}]},
  async () => {
    assert.equal((await client.list()).models[0].remote_host, 'https://ollama.com:443');
    const error = await caught(
      client.chat({model: 'gpt-oss:120b-cloud', messages: user('secret')}),
    );
    assert.deepEqual([error.status_code, error.message], [401, 'unauthorized']);
    server.setScenario({noCloud: true});
    assert.equal(
      (await caught(client.chat({model: 'qwen3:cloud', messages: user('x')}))).message,
      'ollama cloud is disabled: remote model is unavailable',
    );
  },
);
await check('generate', {rules: [{match: {system: 'terse'}, reply: 'ok: {{user}}'}]}, async () => {
  const r = await client.generate({model: L, prompt: 'abc', system: 'be terse'});
  assert.equal(r.response, 'ok: abc');
  assert.ok(Array.isArray(r.context));
  const parts = await read(await client.generate({model: 'qwen3:4b', prompt: 'abc', stream: true}));
  assert.ok(parts[0].thinking && parts.at(-1).done);
});
await check('routing: 404, 405, 403 for a strange host, 400 bodies', {}, async () => {
  assert.equal(await (await fetch(`${server.url}/nope`)).text(), '404 page not found');
  const wrong = await fetch(`${server.url}/api/chat`);
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'POST']);
  const strange = await new Promise(done => {
    http.get(`${server.url}/api/tags`, {headers: {host: 'ollama.example.com'}}, done);
  });
  assert.equal(strange.statusCode, 403);
  assert.equal((await (await post('/api/chat', '')).json()).error, 'missing request body');
  assert.equal((await (await post('/api/chat', '{"model":')).json()).error, 'unexpected EOF');
  assert.match(
    (
      await (
        await post('/api/chat', {model: L, messages: [{role: 'user', content: [{type: 'text'}]}]})
      ).json()
    ).error,
    /ChatRequest\.messages\.content of type string$/,
  );
  assert.equal((await post('/v1/chat/completions', {})).status, 501);
});
await check('scenario typos are refused; rules from the environment; reset', {}, async () => {
  assert.throws(
    () => server.setScenario({rules: [{match: {usr: 'x'}}]}),
    /unknown match key "usr"/,
  );
  process.env.OLLAMA_CONTRACT_RULES = '[{"match":{"user":"env"},"reply":"from the environment"}]';
  const other = await startOllamaContract();
  delete process.env.OLLAMA_CONTRACT_RULES;
  assert.equal(
    (await new Ollama({host: other.url}).chat({model: L, messages: user('env')})).message.content,
    'from the environment',
  );
  other.reset();
  assert.equal(other.requests.length, 0);
  await other.close();
  assert.equal((await caught(new Ollama({host: other.url}).version())).cause.code, 'ECONNREFUSED');
});
await check('command line, example scenario, requests over HTTP, curl', {}, async () => {
  const here = name => fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [
    here('server.mjs'),
    '--port',
    '0',
    '--scenario',
    here('example.scenario.json'),
  ]);
  const {url} = JSON.parse(
    await new Promise(done => {
      child.stdout.once('data', d => done(String(d)));
    }),
  );
  const cli = new Ollama({host: url});
  const plan = () =>
    cli.chat({
      model: L,
      messages: [{role: 'system', content: 'You are a planner'}, ...user('Run 10 km')],
      format: SCHEMA,
    });
  await assert.rejects(async () => JSON.parse((await plan()).message.content), SyntaxError);
  assert.equal(JSON.parse((await plan()).message.content).steps.length, 2);
  const greet = () => cli.chat({model: L, messages: user('hello')}).then(r => r.message.content);
  assert.deepEqual(
    [await greet(), await greet(), await greet()],
    ['Hello!', 'Hello again!', 'Hello again!'],
  );
  const {requests} = await (await fetch(`${url}/__requests`)).json();
  assert.deepEqual(requests.map(r => [r.path, r.status, r.outcome])[0], [
    '/api/chat',
    200,
    'complete',
  ]);
  assert.deepEqual(requests[0].body.format, SCHEMA);
  await fetch(`${url}/__scenario`, {
    method: 'PUT',
    body: JSON.stringify({rules: [{reply: 'a <b> & c'}]}),
  });
  const curl = spawnSync(
    'curl',
    ['-sN', '-i', `${url}/api/chat`, '-d', JSON.stringify({model: L, messages: user('x')})],
    {encoding: 'utf8'},
  );
  if (!curl.error) {
    const [head, body] = curl.stdout.split('\r\n\r\n');
    assert.match(
      head,
      /^HTTP\/1\.1 200 OK\r\nContent-Type: application\/x-ndjson\r\nDate: [^\r]*\r\nTransfer-Encoding: chunked$/,
    );
    assert.match(
      body.split('\n')[0],
      /^\{"model":"llama3\.2:3b","created_at":"\d{4}-\d\d-\d\dT[\d:]+\.\d{9}Z","message":\{"role":"assistant","content":"a"\},"done":false\}$/,
    );
    assert.ok(body.includes('\\u003cb\\u003e') && body.includes('\\u0026') && body.endsWith('}\n'));
  }
  child.kill('SIGTERM');
  assert.equal(
    await new Promise(done => {
      child.once('exit', done);
    }),
    0,
  );
});

for (const name of failures) console.log(`failed: ${name}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length ? 1 : 0;
