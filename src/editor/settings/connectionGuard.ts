import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { isLoopback } from '#orchestration/index.ts';

/** The state that affects how the certificate of a server is checked. */
export interface ConnectionFacts {
  environment: Readonly<Record<string, string | undefined>>;
  /** Options that Node was started with. */
  nodeOptions: readonly string[];
  /** `http.proxy` of the settings, if there is one. */
  proxy: string | undefined;
  /** `http.proxyStrictSSL`. */
  isStrict: boolean;
  /** True in a remote window: in a container, for instance, whose environment a repository may set. */
  isRemote: boolean;
}

/** A weakness of the check: its name, for people, and the full value. */
export interface ConnectionWeakness {
  name: string;
  value: string;
}

/** Consent of the user to a state for an origin. Only a salted hash of the state is stored. */
const agreementSchema = v.object({ origin: v.string(), salt: v.string(), mark: v.string() });

/** Options of a {@link ConnectionGuard}. */
export interface ConnectionGuardOptions {
  /** Stores the consents, by provider. */
  state: { get(id: string): unknown; update(id: string, value: unknown): Thenable<void> };
  readFacts(): ConnectionFacts;
  /** Asks the user, and resolves to whether they agree. */
  ask(origin: string, weaknesses: readonly ConnectionWeakness[]): Promise<boolean>;
}

const proxyVariables = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
const authorityVariables = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'OPENSSL_CONF'];

/** Options of Node that add authorities, lower the demands on a connection, or write its keys to a file or its bytes out. */
const weakOption =
  /--(?:use-openssl-ca|openssl-(?:config|shared-config|legacy-provider)|tls-keylog|trace-tls|tls-min-v1\.[01]|tls-cipher-list|insecure-http-parser)\b(?:=[^\s"]*)?/g;

/** Normalizes options as Node reads them: `_` for `-` in a name, quotes, a value after a space. */
function toUsualOptions(options: string): string {
  return options
    .replaceAll(/--[\w-]+/g, (name) => name.replaceAll('_', '-'))
    .replaceAll(/(--(?:tls-keylog|openssl-config|tls-cipher-list))\s+(?=[^\s-])/g, '$1=');
}

/**
 * Holds back keys while the environment or a setting weakens the check of the server's certificate, until the user
 * consents: once for a provider, its origin and exactly that state. A repository's dev container can set such
 * variables.
 */
export class ConnectionGuard {
  readonly #options: ConnectionGuardOptions;

  constructor(options: ConnectionGuardOptions) {
    this.#options = options;
  }

  /** Lists the weaknesses that the user has not consented to. Empty if a key may be sent. */
  async findWeaknesses(providerId: string, origin: string): Promise<ConnectionWeakness[]> {
    if (!origin.startsWith('https:') || isLoopback(origin)) return [];
    const weaknesses = await findWeaknesses(this.#options.readFacts());
    if (weaknesses.length === 0) return [];
    const agreed = v.safeParse(agreementSchema, this.#options.state.get(toStateId(providerId)));
    const isAgreed =
      agreed.success &&
      agreed.output.origin === origin &&
      toMark(weaknesses, agreed.output.salt) === agreed.output.mark;
    return isAgreed ? [] : weaknesses;
  }

  /** Asks for consent if necessary, and resolves to the weaknesses without consent: empty if a key may be sent. */
  async confirm(providerId: string, origin: string): Promise<ConnectionWeakness[]> {
    const weaknesses = await this.findWeaknesses(providerId, origin);
    if (weaknesses.length === 0) return [];
    if (!(await this.#options.ask(origin, weaknesses))) return weaknesses;
    const salt = randomBytes(16).toString('hex');
    await this.#options.state.update(toStateId(providerId), { origin, salt, mark: toMark(weaknesses, salt) });
    return [];
  }
}

/**
 * Finds what weakens the check of certificates now. Authorities from a variable count if there is a proxy, or if the
 * environment is that of a remote machine, where any host name may lead anywhere.
 */
export async function findWeaknesses(facts: ConnectionFacts): Promise<ConnectionWeakness[]> {
  const { environment, nodeOptions, proxy, isStrict, isRemote } = facts;
  const found: ConnectionWeakness[] = [];
  const add = (name: string, value = name): void => void found.push({ name, value });
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') add('NODE_TLS_REJECT_UNAUTHORIZED=0');
  if (!isStrict) add('http.proxyStrictSSL: false');
  const options = toUsualOptions([environment['NODE_OPTIONS'] ?? '', ...nodeOptions].join(' ')).match(weakOption) ?? [];
  for (const option of new Set(options)) add(option);
  const proxies = [
    ...(proxy ? [{ name: 'http.proxy', value: proxy }] : []),
    ...proxyVariables.flatMap((name) => (environment[name] ? [{ name, value: environment[name] }] : [])),
  ];
  const authorities = authorityVariables.filter((name) => environment[name]);
  if (authorities.length > 0 && (proxies.length > 0 || isRemote)) {
    for (const name of authorities) add(name, await readAuthority(environment[name] ?? ''));
    for (const { name, value } of proxies) add(name, value);
  }
  return found;
}

/** Reads a file of authorities as its path and hash: other content is another state. */
async function readAuthority(path: string): Promise<string> {
  // An unreadable file adds no authority.
  const content = await readFile(path).catch(() => '');
  return `${path} ${createHash('sha256').update(content).digest('hex')}`;
}

function toStateId(providerId: string): string {
  return `switchyard.weakConnection.${providerId}`;
}

function toMark(weaknesses: readonly ConnectionWeakness[], salt: string): string {
  const state = JSON.stringify(weaknesses.map(({ name, value }) => [name, value]));
  return createHash('sha256').update(`${salt} ${state}`).digest('hex').slice(0, 32);
}

/** Explains that nothing was sent to an origin because the user did not consent to its connection. */
export function describeWeakness(origin: string, weaknesses: readonly ConnectionWeakness[]): string {
  return l10n.t(
    'Nothing was sent to {0}: the check of its certificate is weakened by {1}, and you have not agreed to that.',
    origin,
    listWeaknesses(weaknesses),
  );
}

/** Lists the names of weaknesses. */
export function listWeaknesses(weaknesses: readonly ConnectionWeakness[]): string {
  return weaknesses.map(({ name }) => name).join(', ');
}
