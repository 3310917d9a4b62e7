import type { Api } from "#gateway/api/new-api";

/**
 * The methods that some route takes at a path; none when there is no such path.
 * @param path of a request, with what the API is mounted under
 */
export function allowedMethods(api: Api, path: string): string[] {
  const methods = api.routes
    .filter((route) => route.method !== "ALL" && patternOf(route.path).test(path))
    .map((route) => route.method);
  return [...new Set(methods)].sort();
}

/** `/keys/:id` and `/keys/{id}` as they match a whole path under whatever prefix the API is mounted. */
function patternOf(routePath: string): RegExp {
  return new RegExp(`${routePath.replaceAll(/:[^/]+|\{[^/]+\}/g, "[^/]+").replaceAll(".", "\\.")}$`);
}
