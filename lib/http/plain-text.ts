import type { IncomingMessage } from "node:http";

/** Next.js shows the text of a refusal in a form only when this is the whole type. It reads UTF-8 whatever the type says. */
const FOR_FORMS = "text/plain";
const FOR_BROWSERS = "text/plain; charset=utf-8";

/** Returns the content type of a refusal in plain text: for a form of our pages, or for what a browser shows itself. */
export function plainTextFor({ headers }: Pick<IncomingMessage, "headers">): string {
  return headers["next-action"] === undefined ? FOR_BROWSERS : FOR_FORMS;
}
