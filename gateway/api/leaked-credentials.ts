import { setTimeout as pause } from "node:timers/promises";
import { answerReport, parseReport, type ReportContext } from "#gateway/api/report";
import type { Clock } from "#lib/clock";
import { parseInput } from "#lib/form";
import { leakedCredentialsSchema } from "#lib/keys/leak-schema";
import { revokeLeaked } from "#lib/keys/leaks";

/** Longer than revoking takes, so that the time of an answer does not tell whether there was anything to revoke. */
const ANSWER_AFTER_MS = 250;

/** `POST /api/v1/credentials/revoke`: whoever holds a token may have it revoked, and learns nothing of it. */
export function takeLeakedCredentials(context: ReportContext, clock: Clock): Promise<Response> {
  return answerReport(context, async ({ body, address }) => {
    const { credentials } = parseInput(leakedCredentialsSchema, parseReport(body));
    const tokens = new Map(credentials.map((token) => [token.trim(), { url: null }]));
    const answerAt = pause(ANSWER_AFTER_MS);
    await revokeLeaked({ source: "anybody", at: clock.now(), address, tokens });
    await answerAt;
    return context.json({ status: "accepted" }, 202);
  });
}
