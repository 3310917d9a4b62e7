/**
 * Returns the page to open after a sign-in. It is always a page of this site, so a link cannot send people elsewhere.
 * @param wanted the `callbackUrl` parameter of the address, as it came
 * @param publicUrl the address of this installation
 * @returns a path with its query and fragment; "/" when `wanted` is empty or leads to another site
 */
export function returnPath(wanted: string | undefined, publicUrl: string): string {
  if (!wanted) return "/";
  const own = new URL(publicUrl);
  // Use the URL parser of browsers. It reads "//host", "/\host" and paths with tabs as addresses of other sites.
  const target = URL.parse(wanted, own);
  if (!target || target.origin !== own.origin) return "/";
  const path = `${target.pathname}${target.search}${target.hash}`;
  return path.startsWith("//") ? "/" : path;
}

/**
 * Makes the address of a page that leads on to `returnTo`, such as the form for a new account.
 * @param returnTo the answer of `returnPath`
 */
export function withReturn(page: string, returnTo: string): string {
  return returnTo === "/" ? page : `${page}?callbackUrl=${encodeURIComponent(returnTo)}`;
}
