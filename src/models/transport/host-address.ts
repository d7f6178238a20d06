/** Where a host of models is: the forms a person may write, made into one. */
import {UsageError} from '../../ground/errors.ts';

/** Which protocol a host speaks. */
type HostProtocol = 'ollama' | 'openai' | 'anthropic';

export interface HostAddress {
  /** As shown and as recorded; without user and password. */
  readonly name: string;
  readonly protocol: HostProtocol;
  /** Base URL without a slash at the end; for a tunnel, what is asked for at its far end. */
  readonly url: string;
  /** The alias in the person's ssh config when the host is reached through a tunnel. */
  readonly tunnel: string | undefined;
  /** `Authorization` header, when the address carried a user and password. */
  readonly authorization: string | undefined;
}

const ollamaPort = 11434;

/**
 * Reads `pi`, `:11435`, `[::1]:11434`, `http://…`, `https://…`, `ssh://pi`, `openai+http://…/v1`,
 * `anthropic+https://…`. As Ollama itself has it, the port is 11434 only when no scheme is written.
 *
 * @throws UsageError when it is none of these.
 */
export function parseHost(written: string): HostAddress {
  const text = written
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim();
  const [, prefix, rest] = /^(openai|anthropic)\+(.*)$/.exec(text) ?? [undefined, undefined, text];
  const protocol = (prefix as HostProtocol | undefined) ?? 'ollama';
  if (rest.startsWith('ssh://')) return tunnelled(rest, protocol, written);
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(rest);
  const bare = hasScheme ? rest : `http://${withoutScheme(rest)}`;
  const url = toUrl(bare, written);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw unreadable(written);
  const port = url.port || (hasScheme ? '' : String(ollamaPort));
  const base = `${url.protocol}//${reachable(url.hostname)}${port && `:${port}`}${url.pathname.replace(/\/+$/, '')}`;
  return {
    name: prefix ? `${prefix}+${base}` : base,
    protocol,
    url: base,
    tunnel: undefined,
    authorization: authorizationOf(url),
  };
}

function tunnelled(text: string, protocol: HostProtocol, written: string): HostAddress {
  const match = /^ssh:\/\/([A-Za-z0-9_][A-Za-z0-9_.@-]*)(?::(\d{1,5}))?\/?$/.exec(text);
  if (!match) throw unreadable(written);
  const [, alias, port] = match;
  return {
    name: `ssh://${alias}${port ? `:${port}` : ''}`,
    protocol,
    url: `http://127.0.0.1:${port ?? ollamaPort}`,
    tunnel: alias,
    authorization: undefined,
  };
}

/** A lone IPv6 address gets its brackets; a port alone gets a host. */
function withoutScheme(text: string): string {
  if (text.startsWith(':') && /^:\d+/.test(text)) return `127.0.0.1${text}`;
  return /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(text) ? `[${text}]` : text;
}

/** An address to listen on is not one to dial. */
const reachable = (hostname: string): string =>
  hostname === '0.0.0.0' ? '127.0.0.1' : hostname === '[::]' ? '[::1]' : hostname;

function toUrl(text: string, written: string): URL {
  try {
    return new URL(text);
  } catch (error) {
    throw unreadable(written, error);
  }
}

const authorizationOf = (url: URL): string | undefined =>
  url.username
    ? `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`
    : undefined;

const unreadable = (written: string, cause?: unknown): UsageError =>
  new UsageError(`"${written}" is not a host of models.`, {
    hint: 'Write http://127.0.0.1:11434, ssh://NAME or https://…',
    cause,
  });
