import type { Api } from "#gateway/api/new-api";

/** Lists the methods that the routes at a path accept, in alphabetical order. The list is empty for an unknown path. */
export type AllowedMethods = (path: string) => string[];

/**
 * Collects the methods of all routes of an API. Call it after the last route is added.
 * @param mountPath the path under which the API is mounted
 */
export function allowedMethodsOf(api: Api, mountPath: string): AllowedMethods {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of api.routes) {
    // Middleware is registered for all methods.
    if (method !== "ALL") methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  const patterns = [...methods].map(([path, taken]) => ({ pattern: patternOf(mountPath + path), taken }));
  return (path) => {
    const taken = patterns.flatMap((one) => (one.pattern.test(path) ? [...one.taken] : []));
    return [...new Set(taken)].sort();
  };
}

/** Turns a route's path, such as `/keys/:id`, into a pattern that matches a whole path. */
function patternOf(routePath: string): RegExp {
  return new RegExp(`^${routePath.replaceAll(/:[^/]+/g, "[^/]+").replaceAll(".", "\\.")}$`);
}
