import type { IncomingMessage, ServerResponse } from "node:http";
import { rememberAway } from "#lib/db/away-mark";
import { AWAY_ADVICE, awaySentence } from "#lib/db/away-words";
import type { AwayReason } from "#lib/db/database-away";
import { NONCE_HEADER } from "#lib/http/page-security";
import { plainTextFor } from "#lib/http/plain-text";
import { replaceFailure } from "#lib/http/replace-failure";

const HEADERS = { "retry-after": "5", "cache-control": "no-store" };
/** After how many seconds a page that somebody only looks at is asked for again. */
const REFRESH_SECONDS = 10;

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

/** The page that says what happened. It needs no script and no file, since nothing may be asked of the database. */
function awayPage({ method, headers }: IncomingMessage, reason: AwayReason): string {
  const onlyReads = method === "GET" || method === "HEAD";
  const refresh = onlyReads ? `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : "";
  const kept = onlyReads
    ? `This page tries again by itself every ${REFRESH_SECONDS} seconds.`
    : "Nothing was changed, or it was changed as a whole. Go back: what you typed is still in the form.";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}
<title>Database away · Latchkey</title>
<style nonce="${headers[NONCE_HEADER]}">${STYLE}</style>
</head>
<body>
<main>
<h1>This page could not be shown</h1>
<p>${awaySentence(reason)} Nothing that was saved is lost.</p>
<p>${AWAY_ADVICE}</p>
<p>${kept}</p>
</main>
</body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; min-height: 100vh; place-content: center; padding: 1rem; box-sizing: border-box; }
main { max-width: 30rem; }
h1 { font-size: 1.25rem; }
`;
