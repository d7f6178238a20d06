/**
 * Writes all-MiniLM-L6-v2, as its authors publish it (safetensors), in the format of llama.cpp (GGUF 3).
 * llama.cpp's own converter would need PyTorch, a gigabyte, for what is a change of names.
 */
import {closeSync, openSync, readFileSync, renameSync, writeSync} from 'node:fs';
import {join} from 'node:path';

const [folder, target] = process.argv.slice(2);
if (!folder || !target) throw new Error('usage: minilm-gguf.ts FOLDER TARGET.gguf');

/** Numbers of the format for the kinds of values. */
const kinds = {u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9} as const;

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const f32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
const string = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([u64(bytes.length), bytes]);
};

type Field = readonly [name: string, kind: keyof typeof kinds, value: Buffer];
const number = (name: string, value: number): Field => [name, 'u32', u32(value)];
const words = (name: string, value: string): Field => [name, 'string', string(value)];
const list = (name: string, kind: 'string' | 'i32', items: readonly Buffer[]): Field => [
  name,
  'array',
  Buffer.concat([u32(kinds[kind]), u64(items.length), ...items]),
];

/** A word begins with a mark, the rest of one does not; the other way round than in BERT's own list. */
const piece = (token: string): string =>
  /^\[.*\]$/.test(token) ? token : token.startsWith('##') ? token.slice(2) : `\u2581${token}`;

const tokens = readFileSync(join(folder, 'vocab.txt'), 'utf8').trimEnd().split('\n');
const normal = 1;
const control = 3;

const fields: readonly Field[] = [
  words('general.architecture', 'bert'),
  words('general.name', 'all-MiniLM-L6-v2'),
  number('bert.context_length', 512),
  number('bert.embedding_length', 384),
  number('bert.feed_forward_length', 1536),
  number('bert.block_count', 6),
  number('bert.attention.head_count', 12),
  ['bert.attention.layer_norm_epsilon', 'f32', f32(1e-12)],
  ['bert.attention.causal', 'bool', Buffer.from([0])],
  number('bert.pooling_type', 1), // the mean of all tokens
  words('tokenizer.ggml.model', 'bert'),
  words('tokenizer.ggml.pre', 'default'),
  number('tokenizer.ggml.token_type_count', 2),
  number('tokenizer.ggml.padding_token_id', 0),
  number('tokenizer.ggml.unknown_token_id', 100),
  number('tokenizer.ggml.bos_token_id', 101),
  number('tokenizer.ggml.seperator_token_id', 102), // spelt so in the format
  number('tokenizer.ggml.mask_token_id', 103),
  list(
    'tokenizer.ggml.tokens',
    'string',
    tokens.map(token => string(piece(token))),
  ),
  list(
    'tokenizer.ggml.token_type',
    'i32',
    tokens.map(token => u32(/^\[.*\]$/.test(token) ? control : normal)),
  ),
];

const names: readonly (readonly [RegExp, string])[] = [
  [/^embeddings\.word_embeddings\./, 'token_embd.'],
  [/^embeddings\.position_embeddings\./, 'position_embd.'],
  [/^embeddings\.token_type_embeddings\./, 'token_types.'],
  [/^embeddings\.LayerNorm\./, 'token_embd_norm.'],
  [/^encoder\.layer\.(\d+)\.attention\.self\.query\./, 'blk.$1.attn_q.'],
  [/^encoder\.layer\.(\d+)\.attention\.self\.key\./, 'blk.$1.attn_k.'],
  [/^encoder\.layer\.(\d+)\.attention\.self\.value\./, 'blk.$1.attn_v.'],
  [/^encoder\.layer\.(\d+)\.attention\.output\.dense\./, 'blk.$1.attn_output.'],
  [/^encoder\.layer\.(\d+)\.attention\.output\.LayerNorm\./, 'blk.$1.attn_output_norm.'],
  [/^encoder\.layer\.(\d+)\.intermediate\.dense\./, 'blk.$1.ffn_up.'],
  [/^encoder\.layer\.(\d+)\.output\.dense\./, 'blk.$1.ffn_down.'],
  [/^encoder\.layer\.(\d+)\.output\.LayerNorm\./, 'blk.$1.layer_output_norm.'],
];

interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const bytes = readFileSync(join(folder, 'model.safetensors'));
const headerLength = Number(bytes.readBigUInt64LE(0));
const header = JSON.parse(bytes.subarray(8, 8 + headerLength).toString()) as Record<string, Tensor>;
const tensors = Object.entries(header).flatMap(([name, tensor]) => {
  const known = names.find(([pattern]) => pattern.test(name));
  if (!known) return []; // the pooler, which vectors do without
  if (tensor.dtype !== 'F32') throw new Error(`${name} is ${tensor.dtype}`);
  return [{name: name.replace(known[0], known[1]), tensor}];
});

const alignment = 32;
const padding = (length: number): number => (alignment - (length % alignment)) % alignment;

let offset = 0;
const infos = tensors.map(({name, tensor: {shape, data_offsets}}) => {
  const at = offset;
  const length = data_offsets[1] - data_offsets[0];
  offset += length + padding(length);
  const sizes = shape.toReversed().map(u64);
  return Buffer.concat([string(name), u32(shape.length), ...sizes, u32(0), u64(at)]);
});
const head = Buffer.concat([
  Buffer.from('GGUF'),
  u32(3),
  u64(tensors.length),
  u64(fields.length),
  ...fields.flatMap(([name, kind, value]) => [string(name), u32(kinds[kind]), value]),
  ...infos,
]);

const file = openSync(`${target}.new`, 'w');
writeSync(file, head);
writeSync(file, Buffer.alloc(padding(head.length)));
for (const {tensor} of tensors) {
  const [from, to] = tensor.data_offsets;
  writeSync(file, bytes.subarray(8 + headerLength + from, 8 + headerLength + to));
  writeSync(file, Buffer.alloc(padding(to - from)));
}
closeSync(file);
renameSync(`${target}.new`, target);
