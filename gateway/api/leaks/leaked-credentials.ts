import { setTimeout as pause } from "node:timers/promises";
import { z } from "@hono/zod-openapi";
import { publicRoute } from "#gateway/api/api-route";
import { answerReport, parseReport, REPORTS, type ReportContext } from "#gateway/api/leaks/report";
import { type Api, newApi } from "#gateway/api/new-api";
import { revokeLeakedCredentials } from "#lib/api-tokens/leaks";
import type { Clock } from "#lib/clock";
import { parseInput } from "#lib/form";
import { leakedCredentialsSchema } from "#lib/keys/leaks/schema";

/** Revoking takes less time than this, so the response time does not show whether a token was known. */
const ANSWER_AFTER_MS = 250;

const reportRoute = publicRoute({
  operationId: "reportLeakedCredentials",
  limiter: REPORTS,
  method: "post",
  path: "/credentials/revoke",
  summary: "Report leaked tokens",
  description: `Revokes the keys of these tokens at once and tells their owners. API tokens are revoked too. Anybody who holds a token may report it.
The response and its time are the same for known and unknown tokens, so a reporter learns nothing. A report may have at most 1 MiB. One address may send 60 reports an hour, and 30 at once.`,
  tags: ["Leaked credentials"],
  errors: [400, 413, 415],
  request: { body: { required: true, content: { "application/json": { schema: leakedCredentialsSchema } } } },
  responses: {
    202: {
      description: "The report is accepted. Those of its tokens that worked are revoked.",
      content: { "application/json": { schema: z.object({ status: z.literal("accepted") }) } },
    },
  },
});

/** Makes the route `/credentials/revoke`, which revokes leaked tokens for anybody who holds them. */
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
