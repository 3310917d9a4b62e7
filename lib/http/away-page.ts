import type { IncomingMessage, ServerResponse } from "node:http";
import { rememberAway } from "#lib/db/away-mark";
import { AWAY_ADVICE, awaySentence } from "#lib/db/away-words";
import type { AwayReason } from "#lib/db/database-away";
import { NONCE_HEADER } from "#lib/http/page-security";
import { plainTextFor } from "#lib/http/plain-text";
import { replaceFailure } from "#lib/http/replace-failure";

const HEADERS = { "retry-after": "5", "cache-control": "no-store" };

/**
 * Has Next.js answer a request for a page. When the answer fails and the database was away meanwhile, the person gets a
 * page with status 503 that says so. Next.js would send status 500 and an empty document, which needs scripts to be seen.
 */
export function answerWhenAway<Result>(
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => Result,
): Result {
  return rememberAway((awayReason) => {
    replaceFailure(response, () => {
      const reason = awayReason();
      if (reason === null) return null;
      const [contentType, body] = isDocument(request)
        ? ["text/html; charset=utf-8", awayPage(request, reason)]
        : [plainTextFor(request), `${awaySentence(reason)} ${AWAY_ADVICE}\n`];
      return { status: 503, headers: HEADERS, contentType, body };
    });
    return answer();
  });
}

/** Whether a browser shows the answer as a page of its own. Scripts of a page ask for data and for actions instead. */
function isDocument({ headers }: IncomingMessage): boolean {
  if (headers["next-action"] !== undefined || headers.rsc !== undefined) return false;
  return headers.accept?.includes("text/html") ?? false;
}

/** The page that says what happened. It needs no file and can be read without scripts. With them it opens by itself. */
function awayPage({ method, headers }: IncomingMessage, reason: AwayReason): string {
  const onlyReads = method === "GET" || method === "HEAD";
  const nonce = headers[NONCE_HEADER];
  const next = onlyReads
    ? `<p><a href="">Try again</a></p>\n<script nonce="${nonce}">${OPEN_WHEN_READY}</script>`
    : "<p>Nothing was changed, or it was changed as a whole. Go back: what you typed is still in the form.</p>";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Database away · Latchkey</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>This page could not be shown</h1>
<p>${awaySentence(reason)} Nothing that was saved is lost.</p>
<p>${AWAY_ADVICE}</p>
${next}
</main>
</body>
</html>
`;
}

/** A page that reloads by itself all the time would take the focus from somebody who reads it. */
const OPEN_WHEN_READY = `
const look = async () => {
  const isReady = await fetch("/api/ready", { cache: "no-store" }).then((answer) => answer.ok, () => false);
  if (isReady) location.reload();
  else setTimeout(look, 3000);
};
setTimeout(look, 3000);
`;

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; min-height: 100vh; place-content: center; padding: 1rem; box-sizing: border-box; }
main { max-width: 30rem; }
h1 { font-size: 1.25rem; }
`;
