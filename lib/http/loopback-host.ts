const LOOPBACK_NAME = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a host is this machine, judged by its name alone (RFC 6761 section 6.3, RFC 6890).
 * @param host a host in the form of `URL.hostname`: lower case, IPv6 in brackets
 */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_NAME.test(host);
}
