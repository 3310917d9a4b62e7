/** The deepest nesting of errors that is read. fetch, undici and TLS make three levels. */
const MAX_DEPTH = 8;

/** Lists `error`, its causes and the members of aggregate errors, outermost first. */
export function errorChain(error: unknown, depth = 0): unknown[] {
  if (depth > MAX_DEPTH || typeof error !== "object" || error === null) return [error];
  const inner = [
    ...("errors" in error && Array.isArray(error.errors) ? error.errors : []),
    ...("cause" in error && error.cause !== undefined ? [error.cause] : []),
  ];
  return [error, ...inner.flatMap((each) => errorChain(each, depth + 1))];
}

/** Lists every string `code` in the chain (`ECONNREFUSED`, `UND_ERR_SOCKET`, …), and the names of abort errors. */
export function errorCodes(error: unknown): string[] {
  return errorChain(error).flatMap((each) => {
    if (typeof each !== "object" || each === null) return [];
    const codes: string[] = [];
    if ("code" in each && typeof each.code === "string") codes.push(each.code);
    if ("name" in each && (each.name === "TimeoutError" || each.name === "AbortError")) codes.push(each.name);
    return codes;
  });
}
