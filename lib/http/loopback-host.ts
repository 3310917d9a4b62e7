const LOOPBACK_NAME = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a host is this machine itself, by its name alone (RFC 6761 section 6.3, RFC 6890).
 * @param host as `URL.hostname` writes it: lower case, IPv6 in brackets
 */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_NAME.test(host);
}
