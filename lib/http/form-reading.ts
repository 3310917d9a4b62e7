import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";
import { plainTextFor } from "#lib/http/plain-text";
import { replaceFailure } from "#lib/http/replace-failure";
import { single } from "#lib/process";

/** A form that Next.js reads. `isRead` says whether the server action that it names has begun. */
type FormReading = { isRead: boolean };

const CLOSE = { connection: "close" };
const UNREADABLE = "This form cannot be read. Reload the page and try again.\n";

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
  replaceFailure(response, () =>
    form.isRead ? null : { status: 400, contentType: plainTextFor(response.req), headers: CLOSE, body: UNREADABLE },
  );
  return reading().run(form, answer);
}
