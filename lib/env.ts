import { resolve } from "node:path";
import { z } from "zod";
import {
  base64Key,
  burst,
  hostList,
  httpUrl,
  nonEmpty,
  origin,
  perMinute,
  trueOrFalse,
  wholeNumber,
} from "#lib/env-values";
import { isLoopbackHost } from "#lib/http/loopback-host";
import { existing, provide, single } from "#lib/process";
import { folderProblem } from "#lib/secrets/folder-problem";
import { readOrCreateSecrets, type StoredSecrets } from "#lib/secrets/secrets-file";
import { fileSettingOf, withSecretsFromFiles } from "#lib/secrets/secrets-from-files";

const share = { error: "must be a share from 0 to 1" };

// The description of each variable stands in docs/settings.md word for word; `env-document.test.ts` compares them.
// `default` in the metadata is the text of a default that is not a fixed value. `isSecret` marks a value that nobody but
// the operator may know. It can also come from a file, whose path is in `<NAME>_FILE`.

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
    .meta({
      isSecret: true,
      description: "Latchkey uses this PostgreSQL (version 15 or newer) instead of the embedded one.",
    }),
  DATABASE_WAIT_SECONDS: wholeNumber(0, 3_600)
    .default(30)
    .describe("At its start, Latchkey waits this many seconds for the PostgreSQL of `DATABASE_URL`."),
  ALLOW_NEWER_DATABASE: trueOrFalse
    .default(false)
    .describe(
      "`true` means that this version starts on a database that a newer version has migrated. Read [upgrades](operations/upgrades.md) before.",
    ),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: "must be a redis:// or rediss:// address" })
    .optional()
    .meta({
      isSecret: true,
      description: "Several processes share their rate limits through this Redis or Valkey.",
    }),
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
    isSecret: true,
    default: "generated",
    description: "This secret signs sessions. It has at least 32 characters. It is required with `DATABASE_URL`.",
  }),
  ENCRYPTION_KEY: base64Key.optional().meta({
    isSecret: true,
    default: "generated",
    description:
      "This key encrypts the headers of MCP servers and the secrets of webhooks. It is 32 bytes in base64. It is required with `DATABASE_URL`.",
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
  OIDC_CLIENT_SECRET: nonEmpty
    .optional()
    .meta({ isSecret: true, description: "Latchkey authenticates to the provider with this client secret." }),
  OIDC_NAME: nonEmpty.default("Single sign-on").describe("The sign-in page shows the provider under this name."),
  OIDC_TRUST_EMAIL: trueOrFalse
    .default(false)
    .describe(
      "`true` means that an email of the OpenID Connect provider counts as confirmed when the provider does not say whether it is. Set it only for the provider of your own organization, at which nobody chooses their own email.",
    ),
  GITHUB_CLIENT_ID: nonEmpty.optional().describe("People can sign in with GitHub. This is the client id there."),
  GITHUB_CLIENT_SECRET: nonEmpty
    .optional()
    .meta({ isSecret: true, description: "Latchkey authenticates to GitHub with this client secret." }),
  GOOGLE_CLIENT_ID: nonEmpty.optional().describe("People can sign in with Google. This is the client id there."),
  GOOGLE_CLIENT_SECRET: nonEmpty
    .optional()
    .meta({ isSecret: true, description: "Latchkey authenticates to Google with this client secret." }),
};

const clientSignInSettings = {
  OAUTH_CLIENT_DOCUMENTS: z
    .enum(["auto", "on", "off"], { error: "allowed are auto, on and off" })
    .default("auto")
    .describe(
      "`on` means that Latchkey reads from the internet the document of a client whose id is an address. `auto` means `on` unless `PUBLIC_URL` is a loopback address.",
    ),
};

const mailSettings = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" })
    .optional()
    .meta({
      isSecret: true,
      description:
        "Latchkey sends invitations and notices through this mail server. Without it, people pass links on by hand.",
    }),
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
  METRICS_TOKEN: z.string().min(16, { error: "must have at least 16 characters" }).optional().meta({
    isSecret: true,
    description: "Programs that send this bearer token may read `/metrics`. It has at least 16 characters.",
  }),
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
  "Signing in from clients": clientSignInSettings,
  Mail: mailSettings,
  "MCP servers and limits": gatewaySettings,
  "Rate limits": rateLimitSettings,
  "Metrics and traces": observationSettings,
};

/** The settings whose value can also come from the file that `<NAME>_FILE` names. */
export const SECRET_SETTINGS: readonly string[] = Object.values(SETTING_GROUPS)
  .flatMap((settings) => Object.entries<z.ZodType>(settings))
  .filter(([, setting]) => setting.meta()?.isSecret === true)
  .map(([name]) => name);

const schema = z
  .object({
    ...serverSettings,
    ...storageSettings,
    ...secretSettings,
    ...signInSettings,
    ...clientSignInSettings,
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
  const { variables, problems } = withSecretsFromFiles(raw, SECRET_SETTINGS);
  const result = schema.safeParse(variables);
  for (const { path, message } of result.error?.issues ?? []) {
    const name = path.join(".");
    // What is wrong with the file of a secret says enough about the secret.
    if (!problems.has(fileSettingOf(name))) problems.set(name, message);
  }
  if (!result.success || problems.size > 0) {
    const lines = [...problems].map(([name, problem]) => `  ${name}: ${problem}`);
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

/**
 * Reads the environment as `env` does, with other stored secrets than those in the data folder. Only commands that mend
 * these call this.
 * @throws SettingsError when a variable is wrong
 */
export function provideEnvWith(readSecrets: (dataDir: string) => StoredSecrets): Env {
  return provideEnv(parseEnv(process.env, readSecrets));
}

/** Returns the settings of this process if they were read already. */
export function knownEnv(): Env | undefined {
  return existing<Env>("env");
}

const logSchema = z.object({
  LOG_LEVEL: serverSettings.LOG_LEVEL.catch("info"),
  KEY_PREFIX: secretSettings.KEY_PREFIX.catch("mcp_"),
});

/**
 * Returns the settings that the log needs. They are known before the others are checked, so that the log can say what is
 * wrong with those. A wrong value counts as not set.
 */
export function logSettings(): Pick<Env, "LOG_LEVEL" | "KEY_PREFIX"> {
  return knownEnv() ?? logSchema.parse(process.env);
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
