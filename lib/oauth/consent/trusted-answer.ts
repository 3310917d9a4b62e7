import type { KnownClient } from "#lib/oauth/clients/client";
import { redirectTarget } from "#lib/oauth/protocol/redirect-uri";

/**
 * Whether a refusal may take the browser to the client without a click. Anybody can register a client with an address
 * of theirs, so a link to Latchkey could lead people to any site that looks like it. Programs on this device, and
 * clients that an admin of this installation entered, are no such sites.
 */
export function mayAnswerUnasked(client: KnownClient, answerTo: string): boolean {
  return client.source === "manual" || redirectTarget(answerTo).kind !== "host";
}
