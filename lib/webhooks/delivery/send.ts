import { Agent, request } from "undici";
import { SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { IMPLEMENTATION } from "#lib/mcp/protocol";
import { connectionFailure } from "#lib/outgoing/connection-failure";
import { errorCodes } from "#lib/outgoing/error-codes";
import { guardedConnector } from "#lib/outgoing/guarded-connect";
import { single } from "#lib/process";
import { type SignedMessage, signatureOf } from "#lib/webhooks/secret";

/** From the look-up of the name to the end of the answer. */
export const SEND_TIMEOUT_MS = 10 * SECOND_MS;
/** What an address answers besides its status is of no interest; this much is read, so that the connection can be kept. */
const ANSWER_READ_BYTES = 16 * 1024;
const HTTP_GONE = 410;

/** What an attempt came to; `failure` is null when the address took the message, else one sentence. */
export type Attempt = { status: number | null; failure: string | null; isGone: boolean };

/**
 * Sends one message, signed. Never fails: what goes wrong is part of the answer. Redirects are not followed, for the
 * message is meant for this address alone.
 */
export async function send(url: string, message: SignedMessage, secrets: readonly string[]): Promise<Attempt> {
  const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
  try {
    const { statusCode, body } = await request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": `${IMPLEMENTATION.name}/${IMPLEMENTATION.version}`,
        "webhook-id": message.id,
        "webhook-timestamp": String(message.timestampSeconds),
        "webhook-signature": signatureOf(message, secrets),
      },
      body: message.body,
      dispatcher: dispatcher(),
      signal,
    });
    // The status is the answer, however the rest of it ends.
    await body.dump({ limit: ANSWER_READ_BYTES, signal }).catch(() => {});
    return { status: statusCode, failure: refusal(statusCode), isGone: statusCode === HTTP_GONE };
  } catch (error) {
    return { status: null, failure: failureOf(error, new URL(url)), isGone: false };
  }
}

/** Which addresses may be called is decided as for MCP servers: whoever names one must not reach what only Latchkey can. */
function dispatcher(): Agent {
  return single("webhook-dispatcher", () => {
    const allowPrivate = env().ALLOW_PRIVATE_UPSTREAMS;
    return new Agent({ connect: guardedConnector({ timeoutMs: SEND_TIMEOUT_MS, allowPrivate }) });
  });
}

function refusal(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return `It redirects to another address (HTTP ${status}), and redirects are not followed.`;
  }
  if (status === HTTP_GONE) return "It wants no more messages (HTTP 410).";
  return `It answered with an error (HTTP ${status}).`;
}

function failureOf(error: unknown, { host, hostname }: URL): string {
  const [, rest = "answered, but not in HTTP."] = connectionFailure(errorCodes(error), host, hostname) ?? [];
  return `It ${rest}`;
}
