/** The longest name of an environment, in characters. */
export const ENVIRONMENT_MAX = 32;

/** The shape of a name: lower-case words joined by single hyphens. */
export const ENVIRONMENT_SHAPE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * The environment of a server for which nobody chose one. It is production, so keys for tests do not reach the server.
 */
export const DEFAULT_ENVIRONMENT = "production";

/** The environments that forms suggest first, in this order. */
export const COMMON_ENVIRONMENTS = [DEFAULT_ENVIRONMENT, "staging", "development"] as const;

/** Lists each of `names` once: the common ones first, then the others by name. */
export function sortEnvironments(names: Iterable<string>): string[] {
  const rank = (name: string) => (COMMON_ENVIRONMENTS as readonly string[]).indexOf(name) + 1 || Number.MAX_VALUE;
  return [...new Set(names)].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}
