/**
 * What the two ends of `ssh HOST memu worker serve` say to each other: JSON, one message a line, as
 * `docs/worker-protocol.md` tells it. Both ends read with these schemas; unknown fields are ignored, so that
 * a newer memu may say more.
 */
import {z} from 'zod';

/** Goes up when an older end could misunderstand a newer one. */
export const protocolVersion = 1;

/** No message is longer; bytes go by `put` and `get`. */
export const longestMessageBytes = 1024 * 1024;

const jsonObject = z.record(z.string(), z.json());
const jobReference = z.string().regex(/^[0-9a-f]{32}$/);
const sha256Pattern = /^[0-9a-f]{64}$/;
const sha256 = z.string().regex(sha256Pattern);

/** The first message, by the server, unasked. */
export const helloMessage = z.object({
  t: z.literal('hello'),
  proto: z.int(),
  version: z.string(),
  capabilities: z.array(z.string()),
  jobs_running: z.int().nonnegative(),
  free_bytes: z.int().nonnegative(),
  /** The server's clock, as UTC ISO-8601: a wrong one is told. */
  now: z.iso.datetime(),
});

export const requestMessage = z.object({
  id: z.int().positive(),
  op: z.string().max(64),
  args: jsonObject.default({}),
});

/** What each operation takes. An operation that stands here is in `capabilities`. */
export const operations = {
  ping: z.object({}),
  info: z.object({}),
  'job.start': z.object({
    op: z.string().max(64),
    args: jsonObject,
    queue: z.string().max(64).optional(),
  }),
  'job.list': z.object({}),
  'job.status': z.object({job: jobReference}),
  /** Streams events behind number `from` until the job has ended. */
  'job.follow': z.object({job: jobReference, from: z.int().nonnegative()}),
  'job.cancel': z.object({job: jobReference}),
  'job.forget': z.object({job: jobReference}),
  'blob.has': z.object({sha256: z.array(sha256).max(10_000)}),
  'blob.forget': z.object({sha256: z.array(sha256).max(10_000)}),
  /** Ends a request that streams. */
  stop: z.object({request: z.int().positive()}),
} as const;

export type WorkerOperation = keyof typeof operations;

const jobEvent = z.looseObject({seq: z.int().positive(), at: z.string(), t: z.string()});

export const replyMessage = z.discriminatedUnion('t', [
  z.object({t: z.literal('answer'), id: z.int(), result: z.json()}),
  z.object({t: z.literal('event'), id: z.int(), event: jobEvent}),
  z.object({
    t: z.literal('error'),
    id: z.int(),
    /** A stable word for programs. */
    code: z.string().max(64),
    message: z.string(),
    /** The same request may succeed later. */
    retry: z.boolean(),
  }),
]);

export type Hello = z.infer<typeof helloMessage>;
export type Reply = z.infer<typeof replyMessage>;

/** What a machine has, as `info` answers and `memu server setup` tells. */
const machineInfoSchema = z.object({
  version: z.string(),
  platform: z.string(),
  arch: z.string(),
  cpus: z.int(),
  cpu_model: z.string(),
  memory_bytes: z.int(),
  free_memory_bytes: z.int(),
  disks: z.array(z.object({path: z.string(), free_bytes: z.int(), size_bytes: z.int()})),
  /** Programs that memu can use there, with what `--version` says; null where one is missing. */
  programs: z.record(z.string(), z.string().nullable()),
  now: z.iso.datetime(),
});

export type MachineInfo = z.infer<typeof machineInfoSchema>;
