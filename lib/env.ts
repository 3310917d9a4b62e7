import { resolve } from "node:path";
import { z } from "zod";
import { isLoopbackHost } from "#lib/http/loopback-host";
import { provide, single } from "#lib/process";
import { folderProblem } from "#lib/secrets/folder-problem";
import { readOrCreateSecrets, type StoredSecrets } from "#lib/secrets/secrets-file";

const trueOrFalse = z
  .enum(["true", "false"], { error: "allowed are true and false" })
  .transform((text) => text === "true");

const httpUrl = z
  .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
  .transform((text) => text.replace(/\/+$/, ""));

/** An origin (RFC 6454) as `URL.origin` writes it: lower case, and without the port that its scheme has anyway. */
const origin = httpUrl
  .refine(isOriginAlone, {
    error:
      "must be a scheme, a host and a port alone, such as https://keys.acme.com or https://keys.acme.com:8443, " +
      "because Latchkey answers at the root of its address: without a path, a query, a hash, or a user name",
  })
  .transform((text) => new URL(text).origin);

function isOriginAlone(text: string): boolean {
  const url = URL.parse(text);
  return url?.href === `${url?.origin}/`;
}

const base64Key = z.string().refine((text) => Buffer.from(text, "base64").length === 32, {
  error: "must be 32 bytes in base64, as `openssl rand -base64 32` prints",
});

const nonEmpty = z.string().min(1);

/** Host names or addresses, separated by commas, in the form of a Host header without the port. */
const hostList = z.string().transform((text, context) => {
  const hosts = text
    .toLowerCase()
    .split(",")
    .map((host) => host.trim());
  for (const host of hosts) {
    if (/^([\w.-]+|\[[\da-f:.]+\])$/.test(host)) continue;
    const message = "must be host names without ports, separated by commas, such as gateway.internal,10.0.0.5";
    context.addIssue({ code: "custom", message });
  }
  return hosts;
});

/** A whole number from `least` to `most`, both included. */
function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

/** A limit per minute; 0 turns it off. */
const perMinute = wholeNumber(0, 6_000_000);
const burst = wholeNumber(1, 6_000_000);

const share = { error: "must be a share from 0 to 1" };

// The description of each variable stands in docs/settings.md word for word; `env-document.test.ts` compares them.
// `default` in the metadata is the text of a default that is not a fixed value.

const serverSettings = {
  HOST: z
    .string()
    .default("127.0.0.1")
    .describe("The server listens on this address. `0.0.0.0` means all network interfaces."),
  PORT: wholeNumber(1, 65_535).default(3000).describe("The server listens on this TCP port."),
  PUBLIC_URL: origin.optional().meta({
    default: "`http://localhost:PORT`",
    description:
      "People and clients use this address. It has no path. Behind a TLS proxy it begins with `https://`, and it has the port that people type.",
  }),
  ALLOWED_HOSTS: hostList
    .default([])
    .describe("Clients may also use these host names. Separate them by commas and leave out the ports."),
  TRUST_PROXY: trueOrFalse
    .default(false)
    .describe(
      "`true` means that your own proxy sets `X-Forwarded-For` and `X-Forwarded-Host`, and Latchkey trusts it.",
    ),
  LATCHKEY_ROLE: z
    .enum(["all", "gateway", "dashboard"], { error: "allowed are all, gateway and dashboard" })
    .default("all")
    .describe("This process serves the `gateway`, the `dashboard`, or `all` of both."),
  DRAIN_SECONDS: wholeNumber(0, 3_600).optional().meta({
    default: "the longest call, `60` at most",
    description: "At a stop, requests under way may take this many seconds to end. Then they are cut.",
  }),
  LAME_DUCK_SECONDS: wholeNumber(0, 600)
    .default(0)
    .describe(
      "At a stop, the process still takes new connections for this many seconds, while `/api/ready` says 503. Set it to `5` on Kubernetes.",
    ),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "silent"], {
      error: "allowed are fatal, error, warn, info, debug and silent",
    })
    .default("info")
    .describe(
      "The log has lines of this level and above: `debug`, `info`, `warn`, `error`, `fatal`, or `silent` for none.",
    ),
};

const storageSettings = {
  DATA_DIR: z
    .string()
    .default(".data")
    .describe("This folder holds the embedded PostgreSQL and the generated secrets. It may be relative."),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must be a postgresql:// address" })
    .optional()
    .describe("Latchkey uses this PostgreSQL (version 15 or newer) instead of the embedded one."),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: "must be a redis:// or rediss:// address" })
    .optional()
    .describe("Several processes share their rate limits through this Redis or Valkey."),
  USAGE_RETENTION_DAYS: wholeNumber(1, 3_650)
    .default(30)
    .describe("Latchkey keeps each call for this many days. It keeps the sums of each day for ever."),
  // The database itself refuses to delete audit events of the last 30 days.
  AUDIT_RETENTION_DAYS: wholeNumber(30, 36_500)
    .default(365)
    .describe("Latchkey keeps the events of the audit log for this many days, at least 30."),
};

const secretSettings = {
  AUTH_SECRET: z.string().min(32, { error: "must have at least 32 characters" }).optional().meta({
    default: "generated",
    description: "This secret signs sessions. It has at least 32 characters. It is required with `DATABASE_URL`.",
  }),
  ENCRYPTION_KEY: base64Key.optional().meta({
    default: "generated",
    description:
      "This key encrypts the headers of MCP servers. It is 32 bytes in base64. It is required with `DATABASE_URL`.",
  }),
  KEY_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,15}_$/, {
      error: "must be 2 to 16 lower-case letters or digits, beginning with a letter, and an underscore, such as mcp_",
    })
    .default("mcp_")
    .describe("New tokens begin with this text: 2 to 16 lower-case letters or digits, then an underscore."),
  SECRET_SCANNING_KEYS_URL: httpUrl
    .default("https://api.github.com/meta/public_keys/secret_scanning")
    .describe("Latchkey reads from this address the public keys that verify [reports of leaked keys](leaks.md)."),
};

const signInSettings = {
  SIGN_UP: z
    .enum(["invite", "open"], { error: "allowed are invite and open" })
    .default("invite")
    .describe("`invite` means that an account needs an invitation. `open` means that everybody may make an account."),
  OIDC_ISSUER: httpUrl.optional().describe("People can sign in with the OpenID Connect provider at this address."),
  OIDC_CLIENT_ID: nonEmpty.optional().describe("The provider knows Latchkey by this client id."),
  OIDC_CLIENT_SECRET: nonEmpty.optional().describe("Latchkey authenticates to the provider with this client secret."),
  OIDC_NAME: nonEmpty.default("Single sign-on").describe("The sign-in page shows the provider under this name."),
  GITHUB_CLIENT_ID: nonEmpty.optional().describe("People can sign in with GitHub. This is the client id there."),
  GITHUB_CLIENT_SECRET: nonEmpty.optional().describe("Latchkey authenticates to GitHub with this client secret."),
  GOOGLE_CLIENT_ID: nonEmpty.optional().describe("People can sign in with Google. This is the client id there."),
  GOOGLE_CLIENT_SECRET: nonEmpty.optional().describe("Latchkey authenticates to Google with this client secret."),
};

const mailSettings = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" })
    .optional()
    .describe(
      "Latchkey sends invitations and notices through this mail server. Without it, people pass links on by hand.",
    ),
  MAIL_FROM: z.string().default("Latchkey <latchkey@localhost>").describe("Mails have this sender."),
};

const gatewaySettings = {
  ALLOW_PRIVATE_UPSTREAMS: trueOrFalse.optional().meta({
    default: "`true` if `PUBLIC_URL` is a loopback address, otherwise `false`",
    description: "`true` means that MCP servers on this machine and in private networks may be connected.",
  }),
  CALL_TIMEOUT_SECONDS: wholeNumber(1, 3_600)
    .default(60)
    .describe("A call may take this many seconds at its MCP server. The page of a server can set another time limit."),
  MAX_ANSWER_MIB: wholeNumber(1, 64).default(16).describe("The answer of an MCP server may have this size, in MiB."),
  MAX_CATALOGUE_MIB: wholeNumber(1, 1_024)
    .default(16)
    .describe(
      "The catalogues of a workspace's MCP servers may have this size together, in MiB. The same holds for all that one key reaches.",
    ),
  MAX_CALLS: wholeNumber(1, 100_000).default(1_000).describe("One process handles this many calls at once."),
  MAX_CALLS_PER_KEY: wholeNumber(1, 100_000).default(50).describe("One key may have this many calls at once."),
  MAX_STREAMS: wholeNumber(1, 100_000)
    .default(1_000)
    .describe("One process holds this many subscriptions open at once."),
  MAX_STREAMS_PER_KEY: wholeNumber(1, 100_000)
    .default(16)
    .describe("One key may have this many subscriptions open at once."),
  MAX_CONNECTIONS: wholeNumber(10, 1_000_000)
    .default(5_000)
    .describe("One process accepts this many connections of clients at once."),
};

const rateLimitSettings = {
  RATE_LIMIT_KEY_PER_MINUTE: perMinute
    .default(600)
    .describe("One key may make this many calls in a minute. `0` means no limit."),
  RATE_LIMIT_KEY_BURST: burst.default(100).describe("One key may make this many calls at once after a pause."),
  RATE_LIMIT_WORKSPACE_PER_MINUTE: perMinute
    .default(6_000)
    .describe(
      "All keys together may make this many calls to the servers of a workspace in a minute. `0` means no limit.",
    ),
  RATE_LIMIT_WORKSPACE_BURST: burst
    .default(1_000)
    .describe("All keys together may make this many calls to the servers of a workspace at once after a pause."),
  RATE_LIMIT_VALIDATION_PER_MINUTE: perMinute
    .default(600)
    .describe("One client address may validate this many keys in a minute. `0` means no limit."),
  RATE_LIMIT_VALIDATION_BURST: burst
    .default(100)
    .describe("One client address may validate this many keys at once after a pause."),
  RATE_LIMIT_API_PER_MINUTE: perMinute
    .default(600)
    .describe("All API tokens of one person may make this many requests in a minute. `0` means no limit."),
  RATE_LIMIT_API_BURST: burst
    .default(100)
    .describe("All API tokens of one person may make this many requests at once after a pause."),
};

const observationSettings = {
  METRICS_TOKEN: z
    .string()
    .min(16, { error: "must have at least 16 characters" })
    .optional()
    .describe("Programs that send this bearer token may read `/metrics`. It has at least 16 characters."),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe("Latchkey sends traces to the OpenTelemetry collector at this address."),
  OTEL_SERVICE_NAME: nonEmpty.default("latchkey").describe("Traces name the service by this name."),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number(share)
    .min(0, share)
    .max(1, share)
    .default(1)
    .describe("Latchkey records this share, from 0 to 1, of the traces that begin at the gateway."),
};

/** Every environment variable of Latchkey, by the headings of docs/settings.md. */
export const SETTING_GROUPS = {
  Server: serverSettings,
  Storage: storageSettings,
  "Secrets and tokens": secretSettings,
  "Signing in": signInSettings,
  Mail: mailSettings,
  "MCP servers and limits": gatewaySettings,
  "Rate limits": rateLimitSettings,
  "Metrics and traces": observationSettings,
};

const schema = z
  .object({
    ...serverSettings,
    ...storageSettings,
    ...secretSettings,
    ...signInSettings,
    ...mailSettings,
    ...gatewaySettings,
    ...rateLimitSettings,
    ...observationSettings,
  })
  .superRefine((settings, context) => {
    requireTogether(settings, ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"], context);
    requireTogether(settings, ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET"], context);
    requireTogether(settings, ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"], context);
    if (!settings.DATABASE_URL) return;
    for (const name of ["AUTH_SECRET", "ENCRYPTION_KEY"] as const) {
      if (settings[name]) continue;
      const message = "must be set when DATABASE_URL is: every replica on one database has to share it";
      context.addIssue({ code: "custom", path: [name], message });
    }
  });

/** Requires that all of `names` are set, or none of them. */
function requireTogether(settings: Record<string, unknown>, names: string[], context: z.RefinementCtx): void {
  if (names.every((name) => settings[name] === undefined)) return;
  for (const name of names) {
    if (settings[name] !== undefined) continue;
    context.addIssue({ code: "custom", path: [name], message: `must be set together with ${names.join(", ")}` });
  }
}

type Parsed = z.infer<typeof schema>;

/** All settings of this process. `DATABASE_URL` is absent until the embedded PostgreSQL has started. */
export type Env = Omit<Parsed, "PUBLIC_URL" | "ALLOW_PRIVATE_UPSTREAMS" | "AUTH_SECRET" | "ENCRYPTION_KEY"> & {
  PUBLIC_URL: string;
  ALLOW_PRIVATE_UPSTREAMS: boolean;
  AUTH_SECRET: string;
  ENCRYPTION_KEY: string;
  /** The password of the embedded PostgreSQL. It is unused when `DATABASE_URL` names another server. */
  EMBEDDED_DATABASE_PASSWORD: string;
};

/** The settings are wrong, so Latchkey cannot start. The message has one line for each wrong variable. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/**
 * Checks raw environment variables and completes them with the stored secrets.
 * @param readSecrets reads the secrets of a data folder; not called when `DATABASE_URL` is set
 * @throws SettingsError that lists every wrong variable at once
 */
export function parseEnv(
  raw: Record<string, string | undefined>,
  readSecrets: (dataDir: string) => StoredSecrets,
): Env {
  // Compose files and shells write an empty variable for one that is not set.
  const nonEmptyVariables = Object.fromEntries(
    Object.entries(raw).filter(([, text]) => text !== undefined && text !== ""),
  );
  const result = schema.safeParse(nonEmptyVariables);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new SettingsError(`Latchkey cannot start with these settings:\n${lines.join("\n")}`);
  }
  const settings = { ...result.data, DATA_DIR: resolve(result.data.DATA_DIR) };
  const secrets = settings.DATABASE_URL ? undefined : secretsOf(settings.DATA_DIR, readSecrets);
  const publicUrl = settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
  return {
    ...settings,
    PUBLIC_URL: publicUrl,
    ALLOW_PRIVATE_UPSTREAMS: settings.ALLOW_PRIVATE_UPSTREAMS ?? isLoopbackHost(new URL(publicUrl).hostname),
    AUTH_SECRET: settings.AUTH_SECRET ?? secrets?.authSecret ?? "",
    ENCRYPTION_KEY: settings.ENCRYPTION_KEY ?? secrets?.encryptionKey ?? "",
    EMBEDDED_DATABASE_PASSWORD: secrets?.databasePassword ?? "",
  };
}

function secretsOf(dataDir: string, read: (dataDir: string) => StoredSecrets): StoredSecrets {
  try {
    return read(dataDir);
  } catch (error) {
    const { message } = error as Error;
    throw new SettingsError(folderProblem(error, dataDir) ?? message, { cause: error });
  }
}

/**
 * Returns the settings of this process. The environment is read at the first call.
 * @throws SettingsError when a variable is wrong
 */
export function env(): Env {
  return single("env", () => setNextAuthUrl(parseEnv(process.env, readOrCreateSecrets)));
}

/** Replaces the settings of this process. Only the start-up code and tests call this. */
export function provideEnv(settings: Env): Env {
  return provide("env", setNextAuthUrl(settings));
}

/** Tells next-auth its own address. next-auth reads it from the environment and has no option for it. */
function setNextAuthUrl(settings: Env): Env {
  process.env.NEXTAUTH_URL = settings.PUBLIC_URL;
  return settings;
}

/** Tells whether npm started this process, as `npm start` does. npm names the script in the environment. */
export function startedByNpm(): boolean {
  return process.env.npm_lifecycle_event !== undefined;
}

/** Sets `NODE_ENV`. React and Next choose their development or production code by it when they are first loaded. */
export function setNodeEnvironment(environment: "development" | "production"): void {
  Object.assign(process.env, { NODE_ENV: environment });
}
