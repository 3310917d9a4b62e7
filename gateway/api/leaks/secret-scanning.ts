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
      .openapi({ description: "Whether it was a token of this installation." }),
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
  method: "post",
  path: "/secret-scanning/github",
  summary: "Report findings of GitHub's secret scanning",
  description: `Ends the keys that were found, as a partner of GitHub's secret scanning does. A report is taken only with a signature by one of GitHub's keys:
ECDSA on P-256 over the SHA-256 of the body.`,
  tags: ["Leaked credentials"],
  errors: [400, 401, 413, 415],
  request: {
    headers: z.object({
      "Github-Public-Key-Identifier": z
        .string()
        .openapi({ description: "Which key it was signed with.", example: "f9525bf080f75b35" }),
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
      description: "Taken, with what each finding was.",
      content: { "application/json": { schema: feedbackSchema } },
    },
  },
});

/** `/secret-scanning/github`: what GitHub found, signed by GitHub. Signed reports do not count towards the limit. */
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
      throw new AppError("UNAUTHENTICATED", "The report is not signed with a public key of secret scanning.");
    }
    await REPORTS.giveBack(networkOf(address));
    const findings = parseInput(githubReportSchema, parseReport(body));
    return context.json(await revokeFindings(findings, { at, address }, revokeLeakedCredentials));
  });
}
