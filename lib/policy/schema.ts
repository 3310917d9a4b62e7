import { z } from "zod";
import { APP_CLIENTS, GRANTEES } from "#lib/policy/dto";
import { LIFETIME_DAYS_MAX, LISTED_CLIENTS_MAX, NETWORKS_MAX } from "#lib/policy/limits";
import { isNetwork } from "#lib/policy/networks";
import { normalNetwork } from "#lib/policy/normal-network";

const DAYS = `Enter a whole number of days from 1 to ${LIFETIME_DAYS_MAX}.`;

const networks = z
  .array(z.string().trim())
  .superRefine((lines, context) => {
    const wrong = lines.find((line) => line !== "" && !isNetwork(line));
    if (wrong === undefined) return;
    const shown = wrong.length > 60 ? `${wrong.slice(0, 59)}…` : wrong;
    const message = `“${shown}” is no address or network. Write one per line, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.`;
    context.addIssue({ code: "custom", message });
  })
  .transform((lines) => [...new Set(lines.filter((line) => isNetwork(line)).map(normalNetwork))])
  .refine((all) => all.length <= NETWORKS_MAX, { error: `Enter at most ${NETWORKS_MAX} networks.` })
  .default([]);

const days = z
  .number({ error: DAYS })
  .int({ error: DAYS })
  .min(1, { error: DAYS })
  .max(LIFETIME_DAYS_MAX, { error: DAYS })
  .nullable()
  .default(null);

/** A host such as `claude.ai`, the address of a document, or an id that an admin of the installation was shown. */
const LISTED_CLIENT = /^[\x21-\x7e]{1,200}$/;

const listedClients = z
  .array(z.string().trim())
  .superRefine((lines, context) => {
    if (lines.every((line) => line === "" || LISTED_CLIENT.test(line))) return;
    const message = "Write one client per line: the host of its document, such as claude.ai, or its client id.";
    context.addIssue({ code: "custom", message });
  })
  .transform((lines) => [...new Set(lines.filter((line) => line !== ""))])
  .refine((all) => all.length <= LISTED_CLIENTS_MAX, { error: `Enter at most ${LISTED_CLIENTS_MAX} clients.` })
  .default([]);

const settings = {
  /** Null for no maximum. */
  maxLifetimeDays: days,
  expiryRequired: z.boolean().default(false),
  fullAccess: z.enum(GRANTEES).default("everyone"),
  keyMakers: z.enum(GRANTEES).default("everyone"),
  networks,
  appMakers: z.enum(GRANTEES).default("everyone"),
  appClients: z.enum(APP_CLIENTS).default("all"),
  listedClients,
  maxAppLifetimeDays: days,
  confirmDestructive: z.boolean().default(true),
};

export const changePolicySchema = z.object({
  workspace: z.string(),
  /** The version of the policy that the caller saw. */
  seen: z.string(),
  ...settings,
});
export type ChangePolicyInput = z.output<typeof changePolicySchema>;

/** The settings of a policy whose effect a person wants to see before it is saved. */
export const previewPolicySchema = z.object({ workspace: z.string(), ...settings });
export type PreviewPolicyInput = z.output<typeof previewPolicySchema>;
