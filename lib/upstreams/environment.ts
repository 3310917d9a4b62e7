/** Characters. */
export const ENVIRONMENT_MAX = 32;

/** Lower-case words joined by single hyphens. */
export const ENVIRONMENT_SHAPE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What a server belongs to unless somebody says otherwise; a wrong guess must not widen what keys for tests reach. */
export const DEFAULT_ENVIRONMENT = "production";

/** What forms suggest, in this order, before the names that a workspace uses besides. */
export const COMMON_ENVIRONMENTS = [DEFAULT_ENVIRONMENT, "staging", "development"] as const;

/** Each of `names` once: the common ones first, the others by name. */
export function sortEnvironments(names: Iterable<string>): string[] {
  const rank = (name: string) => (COMMON_ENVIRONMENTS as readonly string[]).indexOf(name) + 1 || Number.MAX_VALUE;
  return [...new Set(names)].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}
