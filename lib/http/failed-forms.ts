import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress } from "#lib/auth/client-address";
import type { RequestProblem } from "#lib/http/request-problem";
import { Limiter } from "#lib/rate-limit/limiter";
import { networkOf } from "#lib/rate-limit/network";

/** Forms of one network that may fail in a minute. Those that people send succeed, and count for nothing. */
const FAILED = new Limiter("failed-forms-by-network", () => ({ times: 30, perSeconds: 60, burst: 60 }));
const FAILED_FROM = 400;

/**
 * Limits how many forms of one network may fail, because a forged form costs work and a line in the log.
 *
 * A form counts when it arrives, so that many at once cannot all pass. It is taken back when its answer is no failure.
 * @returns the refusal; null when the form may pass
 */
export async function countForm(request: IncomingMessage, response: ServerResponse): Promise<RequestProblem | null> {
  const network = networkOf(clientAddress(request.headers));
  const refused = await FAILED.take(network);
  if (refused) {
    const headers = { "retry-after": String(refused.waitSeconds) };
    return { status: 429, message: "Too many forms from this address failed. Try again later.", headers };
  }
  response.once("finish", () => {
    if (response.statusCode < FAILED_FROM) void FAILED.giveBack(network);
  });
  return null;
}
