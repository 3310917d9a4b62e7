/**
 * Where to go after signing in: a path of this site and nothing else, whatever a link asked for.
 * @param wanted the `callbackUrl` of the address, as it came
 * @param publicUrl this installation's own address
 * @returns a path with its query; "/" for what leads elsewhere
 */
export function returnPath(wanted: string | undefined, publicUrl: string): string {
  if (!wanted) return "/";
  const own = new URL(publicUrl);
  // The parser of browsers decides, since it takes "//host", "/\host" and tabs within for other sites.
  const target = URL.parse(wanted, own);
  if (!target || target.origin !== own.origin) return "/";
  const path = `${target.pathname}${target.search}${target.hash}`;
  return path.startsWith("//") ? "/" : path;
}
