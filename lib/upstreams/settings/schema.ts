import { z } from "zod";
import { idSchema } from "#lib/ids";
import { urlProblem } from "#lib/outgoing/url-problem";
import { nameSchema } from "#lib/text/name-schema";
import { CONFIRMATIONS, UNHINTED_CLASSES } from "#lib/upstreams/dto";
import { DEFAULT_ENVIRONMENT, ENVIRONMENT_MAX, ENVIRONMENT_SHAPE } from "#lib/upstreams/environment";
import { CALL_TIMEOUT_MAX_SECONDS } from "#lib/upstreams/limits";
import { headerName, headerValue } from "#lib/upstreams/settings/header-rules";
import { SLUG_MAX, SLUG_SHAPE } from "#lib/upstreams/slug";

export const NAME_MAX = 64;
const URL_MAX = 2_048;
const EXAMPLE_URL = "https://example.com/mcp";
export const HEADERS_MAX = 20;
/** The most servers of one workspace. */
export const UPSTREAMS_MAX = 100;

const name = nameSchema({ max: NAME_MAX, missing: "Enter a name." });

const url = z
  .string({ error: "Enter the server's URL." })
  .trim()
  .min(1, { error: "Enter the server's URL." })
  .max(URL_MAX, { error: `Use at most ${URL_MAX} characters.` })
  .transform((text, context) => {
    const problem = urlProblem(text, EXAMPLE_URL, "; add a header for them instead");
    if (!problem) return new URL(text).href;
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

const slug = z
  .string()
  .trim()
  .max(SLUG_MAX, { error: `Use at most ${SLUG_MAX} characters.` })
  .regex(SLUG_SHAPE, { error: "Use lower-case letters, digits and single hyphens, such as issue-tracker." });

/** An optional slug. For an empty field, Latchkey chooses one. */
const optionalSlug = z.union([z.literal("").transform(() => undefined), slug]).optional();

/** The name of an environment: a common one, such as production, or one of the workspace's own. */
export const environmentSchema = z
  .string({ error: "Enter the environment, such as production." })
  .trim()
  .min(1, { error: "Enter the environment, such as production." })
  .max(ENVIRONMENT_MAX, { error: `Use at most ${ENVIRONMENT_MAX} characters.` })
  .regex(ENVIRONMENT_SHAPE, { error: "Use lower-case letters, digits and single hyphens, such as production." });

const SECONDS_WANTED = { error: `Enter whole seconds from 1 to ${CALL_TIMEOUT_MAX_SECONDS}, or nothing.` };

/** The time limit of a call. An empty field, like null, means the default. */
const callTimeoutSeconds = z.preprocess(
  (given) => (given === "" ? null : given),
  z.coerce
    .number(SECONDS_WANTED)
    .int(SECONDS_WANTED)
    .min(1, SECONDS_WANTED)
    .max(CALL_TIMEOUT_MAX_SECONDS, SECONDS_WANTED)
    .nullable(),
);

const newHeader = z.object({ name: headerName, value: headerValue.min(1, { error: "Enter a value." }) });
/** A header of an edit. Without a value, it keeps the stored one. */
const keptHeader = z.object({
  name: headerName,
  value: headerValue.nullable().transform((text) => text || null),
});

function uniqueNames<Item extends z.ZodType<{ name: string }>>(header: Item) {
  return z
    .array(header)
    .max(HEADERS_MAX, { error: `Use at most ${HEADERS_MAX} headers.` })
    .superRefine((headers, context) => {
      const seen = new Set<string>();
      for (const [index, { name: each }] of headers.entries()) {
        const lower = each.toLowerCase();
        if (seen.has(lower)) {
          context.addIssue({ code: "custom", path: [index, "name"], message: "This header is already in the list." });
        }
        seen.add(lower);
      }
    });
}

const workspace = z.string();
const upstreamId = idSchema("ups");

export const createUpstreamSchema = z.object({
  workspace,
  name,
  url,
  slug: optionalSlug,
  environment: environmentSchema.default(DEFAULT_ENVIRONMENT),
  headers: uniqueNames(newHeader).default([]),
});
export type CreateUpstreamInput = z.output<typeof createUpstreamSchema>;

/** The headers of an edit replace all old ones: a header that is left out is removed. */
export const updateUpstreamSchema = z.object({
  workspace,
  upstreamId,
  name,
  url,
  slug: optionalSlug,
  /** When it is left out, it does not change. */
  environment: environmentSchema.optional(),
  unprefixed: z.boolean(),
  /** The time limit of a call. When it is left out, it does not change. */
  callTimeoutSeconds: callTimeoutSeconds.optional(),
  headers: uniqueNames(keptHeader),
});
export type UpdateUpstreamInput = z.output<typeof updateUpstreamSchema>;

export const upstreamSchema = z.object({ workspace, upstreamId });
export type UpstreamInput = z.output<typeof upstreamSchema>;

export const setUpstreamDisabledSchema = upstreamSchema.extend({ disabled: z.boolean() });
export type SetUpstreamDisabledInput = z.output<typeof setUpstreamDisabledSchema>;

/** A rule that is left out does not change. */
export const setServerRulesSchema = upstreamSchema.extend({
  toolsWithoutHints: z.enum(UNHINTED_CLASSES).optional(),
  confirmDestructive: z.enum(CONFIRMATIONS).optional(),
});
export type SetServerRulesInput = z.output<typeof setServerRulesSchema>;

const TOOL_RULES = ["read_only", "writing", "blocked"] as const;

export const setToolRuleSchema = upstreamSchema.extend({
  toolName: z.string().min(1).max(1_024),
  /** Null removes the rule, so the server's own hint counts. */
  access: z.enum(TOOL_RULES).nullable(),
});
export type SetToolRuleInput = z.output<typeof setToolRuleSchema>;
