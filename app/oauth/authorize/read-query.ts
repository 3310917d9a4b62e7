/** Makes the query of an address again. A repeated parameter stays repeated, because such a request has to be refused. */
export function readQuery(parts: Record<string, string | string[] | undefined>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(parts)) {
    for (const value of [values ?? []].flat()) query.append(name, value);
  }
  return query;
}
