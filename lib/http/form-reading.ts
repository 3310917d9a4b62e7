import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { plainTextFor } from "#lib/http/plain-text";
import { single } from "#lib/process";

/** A form that Next.js reads. `isRead` says whether the server action that it names has begun. */
type FormReading = { isRead: boolean };

const FAILED_FROM = 500;
const UNREADABLE = "This form cannot be read. Reload the page and try again.\n";
/** The headers of the answer that is replaced. */
const CONTENT_HEADERS = /^(content-(?!security-policy)|transfer-encoding|etag|vary|link|x-nextjs)/;

/** Next.js loads a copy of its own of this file, and both copies have to see the same form. */
function reading(): AsyncLocalStorage<FormReading> {
  return single("form-reading", () => new AsyncLocalStorage<FormReading>());
}

/** Says that the server action of this request has begun, so its form could be read. Every action calls it first. */
export function noteFormRead(): void {
  const form = reading().getStore();
  if (form) form.isRead = true;
}

/** Whether this request sends a form that was not read yet. What fails then is the fault of the form. */
export function isReadingForm(): boolean {
  return reading().getStore()?.isRead === false;
}

/**
 * Has Next.js answer a form. Next.js decodes it before the action begins, and answers status 500 to any body that it
 * cannot decode. The client gets status 400 instead. A failure of the action itself keeps its status.
 */
export function readForm<Result>(response: ServerResponse, answer: () => Result): Result {
  const form: FormReading = { isRead: false };
  refuseUnread(response, form);
  return reading().run(form, answer);
}

/** Replaces an answer with status 500 or above, unless the form was read. */
function refuseUnread(response: ServerResponse, form: FormReading): void {
  const original = { writeHead: response.writeHead, write: response.write, end: response.end };
  let isRefused = false;
  const refuse = (): boolean => {
    if (isRefused || form.isRead || response.headersSent || response.statusCode < FAILED_FROM) return isRefused;
    isRefused = true;
    for (const name of response.getHeaderNames()) if (CONTENT_HEADERS.test(name)) response.removeHeader(name);
    const headers = { "content-type": plainTextFor(response.req), connection: "close" };
    original.writeHead.call(response, 400, headers as never);
    original.end.call(response, UNREADABLE, "utf8");
    return true;
  };
  response.writeHead = ((status: number, ...rest: never[]) => {
    response.statusCode = status;
    return refuse() ? response : original.writeHead.call(response, status, ...rest);
  }) as typeof response.writeHead;
  response.write = ((...given: never[]) => {
    if (!refuse()) return Reflect.apply(original.write, response, given);
    callBack(given);
    return true;
  }) as typeof response.write;
  response.end = ((...given: never[]) => {
    if (!refuse()) return Reflect.apply(original.end, response, given);
    callBack(given);
    return response;
  }) as typeof response.end;
}

/** Writers of a stream may wait for the callback that they give as the last argument. */
function callBack(given: readonly unknown[]): void {
  const last = given.at(-1);
  if (typeof last === "function") process.nextTick(last);
}
