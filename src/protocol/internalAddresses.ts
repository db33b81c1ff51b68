/** Names that resolve inside a network only, or to this machine: RFC 6761, RFC 6762, RFC 8375, RFC 9476, and what is common. */
const internalNames =
  /(?:^|\.)(?:localhost|local|localdomain|localnet|internal|intranet|intra|private|priv|corp|lan|home|home\.arpa|box|svc|consul|docker|domain|workgroup|router|test|invalid|alt|onion)$/;

/** Public names whose addresses are this machine's, a router's, or those of a private network. */
const internalSites =
  /(?:^|\.)(?:localtest\.me|lvh\.me|vcap\.me|localho\.st|traefik\.me|lacolhost\.com|yoogle\.com|local\.gd|localhost\.direct|speedport\.ip|routerlogin\.(?:com|net)|tplinkwifi\.net|tplinklogin\.net|ts\.net)$/;

/** Networks that are not public, as the first bits of an address: IANA's registry of special-purpose addresses. */
const internalNetworks: readonly [first: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/**
 * Returns whether an http address leads to this machine or into a network that is not public, in any spelling: what listens there
 * may trust whoever reaches it. A name that holds such an address, as those of nip.io do, counts as one.
 */
export function isInternalAddress(href: string): boolean {
  if (!URL.canParse(href)) return true;
  // URL has made the usual form of decimal, octal, short and full-width spellings.
  const host = new URL(href).hostname.replace(/\.$/, '');
  if (host.startsWith('[')) return !isPublicV6(host.slice(1, -1));
  if (/^[\d.]+$/.test(host)) return isInternalV4(host);
  return (
    !host.includes('.') ||
    internalNames.test(host) ||
    internalSites.test(host) ||
    holdsInternalV4(host) ||
    holdsInternalV6(host)
  );
}

function isInternalV4(address: string): boolean {
  const value = toNumber(address);
  return internalNetworks.some(([first, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(value / size) === Math.floor(toNumber(first) / size);
  });
}

/** Returns whether an IPv6 address is public: global unicast only, without 6to4, Teredo and what is for documents. */
function isPublicV6(address: string): boolean {
  const [first = 0, second = 0] = address.split(':', 2).map((group) => Number.parseInt(group || '0', 16));
  if (first < 0x20_00 || first > 0x3f_fe || first === 0x20_02) return false;
  return first !== 0x20_01 || (second !== 0 && second !== 0x0d_b8);
}

function holdsInternalV4(host: string): boolean {
  const written = [...host.matchAll(/(?<![\d])\d{1,3}(?:[.-]\d{1,3}){3}(?!\d)/g)].map(([text]) =>
    text.replaceAll('-', '.'),
  );
  const inHex = [...host.matchAll(/(?:^|[.-])([\da-f]{8})(?=[.-])/g)].map(([, digits = '']) =>
    [0, 2, 4, 6].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)).join('.'),
  );
  return [...written, ...(/\.(?:nip|sslip)\.io$/.test(host) ? inHex : [])].some((address) => isInternalV4(address));
}

/**
 * Returns whether a name holds an IPv6 address of a network that is not public: those of sslip.io write an IPv6 address
 * with `-` for `:`, in one label.
 */
function holdsInternalV6(host: string): boolean {
  const label = /(?:^|\.)([\da-f-]*-[\da-f-]*)\.sslip\.io$/.exec(host)?.[1]?.replaceAll('-', ':') ?? '';
  return URL.canParse(`http://[${label}]`) && isInternalAddress(`http://[${label}]`);
}

function toNumber(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
}
