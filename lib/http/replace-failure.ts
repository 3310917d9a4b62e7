import type { ServerResponse } from "node:http";

/** What is sent instead of an answer that failed. */
export type Replacement = { status: number; contentType: string; headers?: Record<string, string>; body: string };

const FAILED_FROM = 500;
/** The headers of the answer that is replaced. */
const CONTENT_HEADERS = /^(content-(?!security-policy)|transfer-encoding|etag|vary|link|cache-control|x-nextjs)/;

/**
 * Replaces an answer with status 500 or above before anything of it is sent.
 * @param choose gives what to send instead; null leaves the answer as it is
 */
export function replaceFailure(response: ServerResponse, choose: () => Replacement | null): void {
  const original = { writeHead: response.writeHead, write: response.write, end: response.end };
  let isReplaced = false;
  const replace = (): boolean => {
    if (isReplaced || response.headersSent || response.statusCode < FAILED_FROM) return isReplaced;
    const chosen = choose();
    if (!chosen) return false;
    isReplaced = true;
    for (const name of response.getHeaderNames()) if (CONTENT_HEADERS.test(name)) response.removeHeader(name);
    const headers = { ...chosen.headers, "content-type": chosen.contentType };
    original.writeHead.call(response, chosen.status, headers as never);
    original.end.call(response, response.req.method === "HEAD" ? "" : chosen.body, "utf8");
    return true;
  };
  response.writeHead = ((status: number, ...rest: never[]) => {
    response.statusCode = status;
    return replace() ? response : original.writeHead.call(response, status, ...rest);
  }) as typeof response.writeHead;
  response.write = ((...given: never[]) => {
    if (!replace()) return Reflect.apply(original.write, response, given);
    callBack(given);
    return true;
  }) as typeof response.write;
  response.end = ((...given: never[]) => {
    if (!replace()) return Reflect.apply(original.end, response, given);
    callBack(given);
    return response;
  }) as typeof response.end;
}

/** Writers of a stream may wait for the callback that they give as the last argument. */
function callBack(given: readonly unknown[]): void {
  const last = given.at(-1);
  if (typeof last === "function") process.nextTick(last);
}
