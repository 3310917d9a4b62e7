import { answerReport, parseReport, REPORTS, type ReportContext } from "#gateway/api/report";
import type { Clock } from "#lib/clock";
import { AppError } from "#lib/errors";
import { parseInput } from "#lib/form";
import { githubReportSchema } from "#lib/keys/leak-schema";
import { isSigned, takeFindings } from "#lib/keys/secret-scanning";
import { networkOf } from "#lib/rate-limit/network";

/** `POST /api/v1/secret-scanning/github`: what GitHub found, signed by GitHub. Signed reports do not count towards the limit. */
export function takeGithubReport(context: ReportContext, clock: Clock): Promise<Response> {
  return answerReport(context, async ({ body, address }) => {
    const at = clock.now();
    const identifier = context.req.header("github-public-key-identifier") ?? "";
    const signature = context.req.header("github-public-key-signature") ?? "";
    if (!(await isSigned(body, { identifier, signature }, at))) {
      throw new AppError("UNAUTHENTICATED", "The report is not signed with a public key of secret scanning.");
    }
    await REPORTS.giveBack(networkOf(address));
    const findings = parseInput(githubReportSchema, parseReport(body));
    return context.json(await takeFindings(findings, { at, address }));
  });
}
