import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Assistant} from '../assistant/assistant.ts';
import type {ChatWishes} from '../assistant/open-assistant.ts';
import type {PartialAnswers} from '../assistant/partial-answers/partial-answers.ts';
import {openConfig} from '../config/config.ts';
import {findPaths} from '../config/paths.ts';
import {isPurgePending, Purge} from '../entries/purge.ts';
import {type Clock, systemClock, systemZone, toIso} from '../ground/time.ts';
import type {Hooks} from '../hooks/hooks.ts';
import type {HostQueues} from '../models/calls/host-queue.ts';
import type {LocalRecords} from '../models/calls/local-records.ts';
import type {UnusableAnswers} from '../models/calls/unusable-answers.ts';
import type {Models} from '../models/models.ts';
import type {Mode} from '../models/transport/dial-policy.ts';
import type {KeyPlaces} from '../models/transport/host-keys.ts';
import type {Meaning} from '../recall/meaning.ts';
import type {Recall} from '../recall/recall.ts';
import {Secrets} from '../secrets/secrets.ts';
import type {Database} from '../storage/database.ts';
import {openDatabase} from '../storage/open-database.ts';
import {StorageError} from '../storage/storage-errors.ts';
import type {MarkdownFolderDeps} from '../sync/mirror/markdown-folder.ts';
import type {Syncing} from '../sync/open-sync.ts';
import {
  openDerivedStores,
  openPurgeParticipants,
  openPurgePlaces,
  partsFolder,
  settleMerge,
} from './participants.ts';
import {PersonalStore, type StoreLocation} from './store.ts';

export interface MemuOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile?: string | undefined;
  /** Defaults to the system's clock in the zone of the config. */
  readonly clock?: Clock;
}

/** The name of the secret that logs in at a git remote; an address in brackets loses them. */
const gitSecret = (host: string): string => `git.${host.replaceAll(/[[\]:]/g, '')}`.slice(0, 64);

/** Who asks while another process indexes answers from what is there instead of waiting. */
const indexWaitMs = 250;

export class Memu extends PersonalStore {
  /** Questions and background work on one host take turns, whoever asks. */
  readonly #lanes: HostQueues = new Map();
  readonly #env: MemuOptions['env'];
  #recall: Promise<Recall> | undefined;
  #meaning: Promise<Meaning> | undefined;
  #text: Database | undefined;

  constructor(place: StoreLocation, env: MemuOptions['env'] = {}) {
    super(place);
    this.#env = env;
  }

  /** Reads the config; opens nothing else yet. */
  static async open({env, profile, clock}: MemuOptions): Promise<Memu> {
    const paths = findPaths(env, profile);
    const config = await openConfig(paths.configFile, env);
    const here = clock ?? systemClock(config.get('time.zone') || systemZone());
    return new Memu({paths, config, clock: here}, env);
  }

  get secrets(): Secrets {
    return this.keep('secrets', this.#makeSecrets());
  }

  /** One question over everything kept; its index is opened with it. */
  openRecall(): Promise<Recall> {
    this.#recall ??= this.#makeRecall();
    return this.#recall;
  }

  /** Search by meaning: vectors of everything kept, and the hosts that make them. */
  openMeaning(): Promise<Meaning> {
    this.#meaning ??= this.#makeMeaning();
    return this.#meaning;
  }

  /**
   * Makes missing vectors until the signal comes, on the hosts of these models. Nothing is made, and no
   * file for it, where no host has a model for it.
   */
  async embedQuietly(models: Models, signal: AbortSignal): Promise<void> {
    const {isPlace} = await import('../models/models.ts');
    if (!this.has('vectors.db') && !isPlace(await models.find({purpose: 'embed'}))) return;
    if (signal.aborted) return;
    const [{embedInBackground}, {index}] = await Promise.all([
      import('../recall/background-embedding.ts'),
      this.openMeaning(),
    ]);
    await embedInBackground({index, embedder: models}, signal);
  }

  /** The person's own programs for what happens. */
  async openHooks(onProblem: (text: string) => void): Promise<Hooks> {
    const {Hooks} = await import('../hooks/hooks.ts');
    const {db, local, entries} = this;
    return new Hooks({db, local, entries, folder: join(this.paths.config, 'hooks'), onProblem});
  }

  /** The record of what leaves this machine. */
  async openEgress(): Promise<LocalRecords> {
    const {LocalRecords} = await import('../models/calls/local-records.ts');
    return new LocalRecords(this.local);
  }

  /** The hosts of models; nothing is dialled before it is asked for. */
  async openModels(
    wishes: {
      readonly mode?: Mode;
      readonly hosts?: readonly string[];
      /** Nothing that a model writes is kept. */
      readonly incognito?: boolean;
    } = {},
  ): Promise<Models> {
    const [{openModels}, unusable, {LocalRecords}, {LocalAnswers}, {SshTunnels}] =
      await Promise.all([
        import('../models/open-models.ts'),
        this.openUnusableAnswers(),
        import('../models/calls/local-records.ts'),
        import('../assistant/local-answers.ts'),
        import('../ssh/tunnels.ts'),
      ]);
    const {config, clock} = this;
    const records = new LocalRecords(this.local);
    return openModels({
      hosts: wishes.hosts ?? config.get('llm.hosts'),
      mode: wishes.mode ?? config.get('llm.mode'),
      allow: config.get('llm.allow'),
      models: {
        any: config.get('llm.model'),
        chat: config.get('llm.chat_model'),
        structured: config.get('llm.structured_model'),
        embed: config.get('llm.embed_model'),
        vision: config.get('llm.vision_model'),
      },
      window: config.get('llm.num_ctx'),
      windows: config.get('llm.windows'),
      keepAlive: config.get('llm.keep_alive'),
      allowsElsewhere: config.get('llm.allow_cloud_models'),
      clock,
      preference: new LocalAnswers(this.local).preference(),
      egress: records,
      speeds: records,
      calls: records,
      lanes: this.#lanes,
      keepUnusable: wishes.incognito ? undefined : text => unusable.keep(text),
      tunnels: new SshTunnels({folder: join(this.paths.state, 'tunnels')}),
      findKey: async places => (await this.findKey(places))?.value,
    });
  }

  /** The key of a host of models, and where it was found: a secret's name, or a variable's. */
  async findKey({
    secrets,
    variable,
  }: KeyPlaces): Promise<{readonly value: string; readonly from: string} | undefined> {
    for (const name of secrets) {
      const value = await this.secrets.find(name);
      if (value !== undefined) return {value, from: name};
    }
    const value = variable === undefined ? undefined : this.#env[variable];
    return value ? {value, from: variable!} : undefined;
  }

  /** A conversation with what is kept, and with a model where there is one. */
  async openAssistant(
    wishes: ChatWishes & {readonly mode?: Mode; readonly hosts?: readonly string[]} = {},
  ): Promise<Assistant> {
    const [{openAssistant}, parts, models] = await Promise.all([
      import('../assistant/open-assistant.ts'),
      this.openAnswerParts(),
      this.openModels(wishes),
    ]);
    const recall = await this.#makeRecall(models);
    return openAssistant(
      {
        config: this.config,
        clock: this.clock,
        models,
        recall,
        tasks: this.tasks,
        agenda: this.agenda,
        calendar: this.calendar,
        goals: this.goals,
        notes: this.notes,
        memories: this.memories,
        entries: this.entries,
        operations: this.operations,
        references: this.references,
        conversations: this.conversations,
        local: this.local,
        parts,
        embedQuietly: (own, signal) => this.embedQuietly(own, signal),
      },
      wishes,
    );
  }

  /** Keeps what is left of answers that broke off with their process; opening an assistant does so too. */
  async takeUpAnswers(): Promise<void> {
    const [{recoverPartialAnswers}, parts] = await Promise.all([
      import('../assistant/partial-answers/recover.ts'),
      this.openAnswerParts(),
    ]);
    recoverPartialAnswers({parts, conversations: this.conversations});
  }

  /** What an export as Markdown reads and an import writes. */
  async openMarkdownFolder(): Promise<MarkdownFolderDeps> {
    const {VaultRows} = await import('../sync/records/vault-rows.ts');
    const {db, entries, operations, clock, attachments} = this;
    return {db, operations, attachments, rows: new VaultRows({db, entries, operations, clock})};
  }

  /** Bringing this device and others to the same state. */
  async openSync(): Promise<Syncing> {
    const [{Syncing}, {LocalRecords}] = await Promise.all([
      import('../sync/open-sync.ts'),
      import('../models/calls/local-records.ts'),
    ]);
    const {db, entries, operations, clock, attachments} = this;
    return new Syncing({
      db,
      entries,
      operations,
      clock,
      device: this.identity.device,
      leaving: ({verb, remote, bytes}) =>
        // Opened for what leaves: a sync with a folder makes no record, and no file for it.
        new LocalRecords(this.local).record({
          at: toIso(clock.now()),
          host: remote,
          method: verb,
          path: '',
          model: undefined,
          purpose: 'sync',
          bytes,
          entries: [],
        }),
      dataFolder: this.paths.data,
      attachmentFile: sha256 => attachments.path(sha256),
      finishPurge: () => this.finishPurge(),
      repairInvariants: (after, onProblem) => settleMerge(this, after, onProblem),
      findLogin: async host => ({
        token: await this.secrets.find(gitSecret(host)),
        helper: this.config.get('sync.credential_helper') || undefined,
      }),
    });
  }

  /** Removes for good, here and in everything derived. */
  async openPurge(): Promise<Purge> {
    const {db, operations, attachments, entries, paths} = this;
    return new Purge({
      db,
      operations,
      attachments,
      derived: await openDerivedStores(this),
      participants: await openPurgeParticipants(),
      find: id => entries.find(id),
      places: await openPurgePlaces({db, paths, temporary: this.#env.TMPDIR || tmpdir()}),
    });
  }

  /** Tries again to empty the logs that a reader kept from being emptied at the last purge. */
  async finishPurge(): Promise<void> {
    if (this.isOpened && isPurgePending(this.db)) (await this.openPurge()).finish();
  }

  /** Answers of models that could not be used. */
  async openUnusableAnswers(): Promise<UnusableAnswers> {
    const {UnusableAnswers} = await import('../models/calls/unusable-answers.ts');
    return new UnusableAnswers(join(this.paths.state, 'unusable-answers'), () => this.clock.now());
  }

  /** What has come of answers that are not kept yet. */
  async openAnswerParts(): Promise<PartialAnswers> {
    const {PartialAnswers} = await import('../assistant/partial-answers/partial-answers.ts');
    return new PartialAnswers(join(this.paths.data, partsFolder));
  }

  /** With `models`, questions are embedded on their hosts only. */
  async #makeRecall(models?: Models): Promise<Recall> {
    const {Recall} = await import('../recall/recall.ts');
    const {timeReader} = await import('../recall/query/time-range.ts');
    const {attachmentReader} = await import('../recall/documents/attachment-text.ts');
    const {db: kept, clock} = this;
    this.#text ??= this.#openText();
    const text = this.#text;
    const own = this.has('vectors.db') ? await this.openMeaning() : undefined;
    const meaning = own && {...own, ...(models && {embedder: models})};
    const attachmentText = attachmentReader(this.attachments);
    const readTime = timeReader(clock);
    return new Recall({kept, text, clock, readTime, meaning, attachmentText});
  }

  async #makeMeaning(): Promise<Meaning> {
    const [{VectorIndex}, {VectorSearch}] = await Promise.all([
      import('../recall/index/vector-index.ts'),
      import('../recall/index/vector-search.ts'),
    ]);
    const db = this.openFile('vectors.db', 'vectors', indexWaitMs);
    db.loadVectors();
    const {attachmentReader} = await import('../recall/documents/attachment-text.ts');
    const index = new VectorIndex(db, this.db, attachmentReader(this.attachments));
    return {index, search: new VectorSearch(db, index), embedder: await this.openModels()};
  }

  /** On a full or read-only disk an index in memory still answers, as far as time allows. */
  #openText(): Database {
    try {
      return this.openFile('text.db', 'text', indexWaitMs);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return openDatabase({path: ':memory:', schema: 'text'});
    }
  }

  #makeSecrets(): Secrets {
    const {profile, config, state, keys} = this.paths;
    const store = this.config.get('secrets.store');
    return new Secrets({store, env: this.#env, profile, config, state, keys});
  }
}
