import { setTimeout as pause } from "node:timers/promises";
import { z } from "@hono/zod-openapi";
import { publicRoute } from "#gateway/api/api-route";
import { answerReport, parseReport, type ReportContext } from "#gateway/api/leaks/report";
import { type Api, newApi } from "#gateway/api/new-api";
import { revokeLeakedCredentials } from "#lib/api-tokens/leaks";
import type { Clock } from "#lib/clock";
import { parseInput } from "#lib/form";
import { leakedCredentialsSchema } from "#lib/keys/leaks/schema";

/** Longer than revoking takes, so that the time of an answer does not tell whether there was anything to revoke. */
const ANSWER_AFTER_MS = 250;

const reportRoute = publicRoute({
  operationId: "reportLeakedCredentials",
  method: "post",
  path: "/credentials/revoke",
  summary: "Report leaked tokens",
  description: `Ends the keys of these tokens at once and tells their owners; tokens for this API end too. Whoever holds a token may report it, and learns nothing of it:
the answer is the same, in the same time, whether a token was known or not. At most 1 MiB; from one address 60 reports an hour, 30 at once.`,
  tags: ["Leaked credentials"],
  errors: [400, 413, 415],
  request: { body: { required: true, content: { "application/json": { schema: leakedCredentialsSchema } } } },
  responses: {
    202: {
      description: "Taken: whichever of them worked have ended.",
      content: { "application/json": { schema: z.object({ status: z.literal("accepted") }) } },
    },
  },
});

/** `/credentials/revoke`: whoever holds a token may have it revoked. */
export function leakedCredentialRoutes(clock: Clock): Api {
  const api = newApi();
  api.openAPIRegistry.registerPath(reportRoute);
  api.post(reportRoute.path, (context) => takeLeakedCredentials(context, clock));
  return api;
}

function takeLeakedCredentials(context: ReportContext, clock: Clock): Promise<Response> {
  return answerReport(context, async ({ body, address }) => {
    const { credentials } = parseInput(leakedCredentialsSchema, parseReport(body));
    const tokens = new Map(credentials.map((token) => [token.trim(), { url: null }]));
    const answerAt = pause(ANSWER_AFTER_MS);
    await revokeLeakedCredentials({ source: "anybody", at: clock.now(), address, tokens });
    await answerAt;
    return context.json({ status: "accepted" }, 202);
  });
}
