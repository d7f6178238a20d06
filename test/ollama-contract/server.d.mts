/** Types for server.mjs; the scenario format is described in README.md. */
export interface ContractModel {
  name: string;
  capabilities?: string[];
  context?: number;
  dims?: number;
  family?: string;
  parameters?: string;
  quant?: string;
  size?: number;
  installed?: boolean;
  remoteHost?: string;
  overflow?: 'cut' | 'refuse';
}
export interface Delay {
  firstTokenMs?: number;
  tokenMs?: number;
  loadMs?: number;
}
export interface Match {
  endpoint?: string | string[];
  model?: string;
  user?: string;
  system?: string | boolean;
  lastRole?: string;
  format?: boolean | 'json' | 'schema';
  tools?: boolean;
  images?: boolean;
}
export interface Fault {
  status?: number;
  error?: string;
  body?: string;
  contentType?: string;
  busy?: boolean;
  notFound?: boolean;
  refuse?: boolean;
  hangAfter?: number;
  cutAfter?: number;
  errorAfter?: number;
  endAfter?: number;
  malformedAfter?: number;
  splitBytes?: number;
  badJson?: boolean | 'truncated' | 'fenced' | 'prose';
  schemaViolation?: boolean;
  inlineThink?: boolean;
  noCounts?: boolean;
  dims?: number;
  count?: number;
}
export interface Rule {
  note?: string;
  match?: Match;
  skip?: number;
  times?: number;
  reply?: string | string[];
  json?: unknown;
  thinking?: string;
  tool_calls?: {name: string; arguments?: Record<string, unknown>}[];
  toolCallsIn?: 'chunk' | 'final';
  delay?: Delay;
  fault?: Fault;
}
export interface Scenario {
  version?: string;
  models?: ContractModel[];
  defaultNumCtx?: number;
  parallel?: number;
  noCloud?: boolean;
  /** A server from before `truncate: false`: it cuts without a word. */
  ignoresTruncate?: boolean;
  delay?: Delay;
  pull?: {steps?: number; stepMs?: number};
  rules?: Rule[];
}
export interface SeenMessage {
  role: string;
  content: string;
  images?: string[];
  tool_calls?: unknown[];
  tool_name?: string;
}
/** What was sent, for the fields that tests look at; others are there too. */
export interface SeenBody {
  model: string;
  stream: boolean;
  messages: SeenMessage[];
  input: string | string[];
  format?: unknown;
  think?: boolean | string;
  tools?: {function: {name: string}}[];
  keep_alive?: string | number;
  truncate?: boolean;
  options: Record<string, number>;
}
export interface SeenRequest {
  id: number;
  at: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: SeenBody;
  status?: number;
  outcome: 'pending' | 'complete' | 'client gone' | 'hung' | 'cut' | 'refused';
  chunks: number;
  load?: 'cold' | 'warm' | 'reload';
  numCtx?: number;
  promptTokens?: number;
  droppedMessages?: number;
}
export interface OllamaContract {
  url: string;
  port: number;
  requests: SeenRequest[];
  reset(): void;
  setScenario(scenario: Scenario | string): void;
  close(): Promise<void>;
}
export const DEFAULT_MODELS: ContractModel[];
export function startOllamaContract(options?: {
  port?: number;
  host?: string;
  scenario?: Scenario | string;
}): Promise<OllamaContract>;
export function sampleFromSchema(schema: unknown): unknown;
export function embedText(text: string, dims: number): number[];
export function pieces(text: string): string[];
