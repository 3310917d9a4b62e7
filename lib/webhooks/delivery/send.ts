import { Agent, request } from "undici";
import { SECOND_MS } from "#lib/clock";
import { env } from "#lib/env";
import { USER_AGENT } from "#lib/mcp/protocol";
import { connectionFailure } from "#lib/outgoing/connection-failure";
import { errorCodes } from "#lib/outgoing/error-codes";
import { guardedConnector } from "#lib/outgoing/guarded-connect";
import { single } from "#lib/process";
import { type SignedMessage, signatureOf } from "#lib/webhooks/secret";

/** The time for one attempt, from the lookup of the name to the end of the answer. */
export const SEND_TIMEOUT_MS = 10 * SECOND_MS;
/** The most bytes of an answer's body that are read, to keep the connection. Only the status of an answer matters. */
const ANSWER_READ_BYTES = 16 * 1024;
const HTTP_GONE = 410;

/** The result of an attempt. `failure` is null when the address accepted the message, otherwise one sentence. */
export type Attempt = { status: number | null; failure: string | null; isGone: boolean };

/**
 * Signs and sends one message. It never rejects: a failure is part of the result. Redirects are not followed, because
 * the message is meant only for this address.
 * @param secrets all valid secrets; the message gets one signature of each
 */
export async function send(url: string, message: SignedMessage, secrets: readonly string[]): Promise<Attempt> {
  const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
  try {
    const { statusCode, body } = await request(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": message.id,
        "webhook-timestamp": String(message.timestampSeconds),
        "webhook-signature": signatureOf(message, secrets),
      },
      body: message.body,
      dispatcher: dispatcher(),
      signal,
    });
    // Only the status counts, so a body that breaks off is no failure.
    await body.dump({ limit: ANSWER_READ_BYTES, signal }).catch(() => {});
    return { status: statusCode, failure: refusal(statusCode), isGone: statusCode === HTTP_GONE };
  } catch (error) {
    return { status: null, failure: failureOf(error, new URL(url)), isGone: false };
  }
}

/** The same rule for addresses as for MCP servers: a URL that a user enters must not reach Latchkey's own network. */
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
  if (status === HTTP_GONE) return "It accepts no more messages (HTTP 410).";
  return `It answered with an error (HTTP ${status}).`;
}

function failureOf(error: unknown, { host, hostname }: URL): string {
  const [, rest = "answered, but not in HTTP."] = connectionFailure(errorCodes(error), host, hostname) ?? [];
  return `It ${rest}`;
}
