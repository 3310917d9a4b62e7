import { z } from "@hono/zod-openapi";
import { publicRoute } from "#gateway/api/api-route";
import { answerReport, parseReport, REPORTS, type ReportContext } from "#gateway/api/leaks/report";
import { type Api, newApi } from "#gateway/api/new-api";
import { revokeLeakedCredentials } from "#lib/api-tokens/leaks";
import type { Clock } from "#lib/clock";
import { AppError } from "#lib/errors";
import { parseInput } from "#lib/form";
import { githubReportSchema } from "#lib/keys/leaks/schema";
import { isSigned, revokeFindings } from "#lib/keys/leaks/secret-scanning";
import { networkOf } from "#lib/rate-limit/network";

const feedbackSchema = z.array(
  z.object({
    token_raw: z.string(),
    token_type: z.string(),
    label: z
      .enum(["true_positive", "false_positive"])
      .openapi({ description: "Whether the finding is a token of this installation." }),
  }),
);

const EXAMPLE = [
  {
    token: "mcp_ThisIsAnExampleAndNobodysKeyItOpensNothing04DTaB8",
    type: "acme_mcp_key",
    url: "https://github.com/octocat/Hello-World/blob/main/config.json",
  },
];

const reportRoute = publicRoute({
  operationId: "reportScannedSecrets",
  limiter: REPORTS,
  method: "post",
  path: "/secret-scanning/github",
  summary: "Report findings of GitHub's secret scanning",
  description: `Revokes the keys that were found, as partners of GitHub's secret scanning do. A report must be signed by one of GitHub's keys:
ECDSA on P-256 over the SHA-256 of the body.`,
  tags: ["Leaked credentials"],
  errors: [400, 401, 413, 415],
  request: {
    headers: z.object({
      "Github-Public-Key-Identifier": z
        .string()
        .openapi({ description: "The identifier of the key that signed the report.", example: "f9525bf080f75b35" }),
      "Github-Public-Key-Signature": z
        .string()
        .openapi({ description: "The signature in base64.", example: "MEUCIFLZzeK++IhS" }),
    }),
    body: {
      required: true,
      content: { "application/json": { schema: githubReportSchema.openapi({ example: EXAMPLE }) } },
    },
  },
  responses: {
    200: {
      description: "The report is accepted. The response labels each finding.",
      content: { "application/json": { schema: feedbackSchema } },
    },
  },
});

/** Makes the route `/secret-scanning/github`. Reports that GitHub signed do not count towards the rate limit. */
export function secretScanningRoutes(clock: Clock): Api {
  const api = newApi();
  api.openAPIRegistry.registerPath(reportRoute);
  api.post(reportRoute.path, (context) => takeGithubReport(context, clock));
  return api;
}

function takeGithubReport(context: ReportContext, clock: Clock): Promise<Response> {
  return answerReport(context, async ({ body, address }) => {
    const at = clock.now();
    const identifier = context.req.header("github-public-key-identifier") ?? "";
    const signature = context.req.header("github-public-key-signature") ?? "";
    if (!(await isSigned(body, { identifier, signature }, at))) {
      throw new AppError("UNAUTHENTICATED", "The signature does not match a public key of GitHub's secret scanning.");
    }
    await REPORTS.giveBack(networkOf(address));
    const findings = parseInput(githubReportSchema, parseReport(body));
    return context.json(await revokeFindings(findings, { at, address }, revokeLeakedCredentials));
  });
}
