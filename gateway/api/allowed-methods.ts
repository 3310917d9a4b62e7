import type { Api } from "#gateway/api/new-api";

/** The methods that some route takes at a path of a request, in alphabetical order; none when there is no such path. */
export type AllowedMethods = (path: string) => string[];

/**
 * Reads the routes of an API once, when all of them are there.
 * @param mountPath what comes before the paths of its routes
 */
export function allowedMethodsOf(api: Api, mountPath: string): AllowedMethods {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of api.routes) {
    // What stands for all methods is middleware.
    if (method !== "ALL") methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  const patterns = [...methods].map(([path, taken]) => ({ pattern: patternOf(mountPath + path), taken }));
  return (path) => {
    const taken = patterns.flatMap((one) => (one.pattern.test(path) ? [...one.taken] : []));
    return [...new Set(taken)].sort();
  };
}

/** A route's path, such as `/keys/:id`, as it matches a whole path. */
function patternOf(routePath: string): RegExp {
  return new RegExp(`^${routePath.replaceAll(/:[^/]+/g, "[^/]+").replaceAll(".", "\\.")}$`);
}
