import { z } from "zod";

/** The most tokens that one report may name. */
const REPORT_MAX = 1_000;

export const leakedCredentialsSchema = z.object({
  credentials: z
    .array(z.string({ error: "Send each token as text." }), { error: "Send a list of tokens." })
    .min(1, { error: "Send at least one token." })
    .max(REPORT_MAX, { error: `Send at most ${REPORT_MAX} tokens at once.` })
    .meta({ description: "The tokens.", example: ["mcp_ThisIsAnExampleAndNobodysKeyItOpensNothing04DTaB8"] }),
});

const URL_MAX = 500;

/** The request that GitHub's secret scanning sends to partners, without the fields that are not needed. */
export const githubReportSchema = z
  .array(
    z.object({
      token: z.string(),
      type: z.string(),
      url: z
        .string()
        .nullish()
        .transform((url) => url?.slice(0, URL_MAX) || null),
    }),
  )
  .max(REPORT_MAX);
