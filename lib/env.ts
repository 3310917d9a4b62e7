import { resolve } from "node:path";
import { z } from "zod";
import { isLoopbackHost } from "#lib/http/loopback-host";
import { provide, single } from "#lib/process";
import { readOrCreateSecrets, type StoredSecrets } from "#lib/secrets/secrets-file";

const flag = z.enum(["true", "false"], { error: "allowed are true and false" }).transform((text) => text === "true");

const httpUrl = z
  .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
  .transform((text) => text.replace(/\/+$/, ""));

const base64Key = z.string().refine((text) => Buffer.from(text, "base64").length === 32, {
  error: "must be 32 bytes in base64, as `openssl rand -base64 32` prints",
});

/** Names or addresses as they stand in a Host header, without the port. */
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

/** A whole number that people may set. */
function count(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

const schema = z
  .object({
    HOST: z.string().default("127.0.0.1"),
    PORT: count(1, 65_535).default(3000),
    PUBLIC_URL: httpUrl.optional(),
    DATA_DIR: z.string().default(".data"),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgresql:// address" }).optional(),
    LATCHKEY_ROLE: z
      .enum(["all", "gateway", "dashboard"], { error: "allowed are all, gateway and dashboard" })
      .default("all"),
    LOG_LEVEL: z
      .enum(["fatal", "error", "warn", "info", "debug", "silent"], {
        error: "allowed are fatal, error, warn, info, debug and silent",
      })
      .default("info"),
    AUTH_SECRET: z.string().min(32, { error: "must have at least 32 characters" }).optional(),
    ENCRYPTION_KEY: base64Key.optional(),
    KEY_PREFIX: z
      .string()
      .regex(/^[a-z][a-z0-9]{1,15}_$/, {
        error: "must be 2 to 16 lower-case letters or digits, beginning with a letter, and an underscore, such as mcp_",
      })
      .default("mcp_"),
    SIGN_UP: z.enum(["invite", "open"], { error: "allowed are invite and open" }).default("invite"),
    TRUST_PROXY: flag.default(false),
    ALLOWED_HOSTS: hostList.default([]),
    ALLOW_PRIVATE_UPSTREAMS: flag.optional(),
    CALL_TIMEOUT_SECONDS: count(1, 3_600).default(60),
    MAX_ANSWER_MIB: count(1, 64).default(16),
    MAX_CALLS: count(1, 100_000).default(1_000),
    MAX_CALLS_PER_KEY: count(1, 100_000).default(50),
    MAX_STREAMS: count(1, 100_000).default(1_000),
    MAX_STREAMS_PER_KEY: count(1, 100_000).default(16),
    MAX_CONNECTIONS: count(10, 1_000_000).default(5_000),
    RATE_LIMIT_KEY_PER_MINUTE: count(0, 6_000_000).default(600),
    RATE_LIMIT_KEY_BURST: count(1, 6_000_000).default(100),
    RATE_LIMIT_WORKSPACE_PER_MINUTE: count(0, 6_000_000).default(6_000),
    RATE_LIMIT_WORKSPACE_BURST: count(1, 6_000_000).default(1_000),
    RATE_LIMIT_VALIDATION_PER_MINUTE: count(0, 6_000_000).default(600),
    RATE_LIMIT_VALIDATION_BURST: count(1, 6_000_000).default(100),
    REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// or rediss:// address" }).optional(),
    USAGE_RETENTION_DAYS: count(1, 3_650).default(30),
    // The database itself refuses to delete audit events of the last 30 days.
    AUDIT_RETENTION_DAYS: count(30, 36_500).default(365),
    METRICS_TOKEN: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
    SECRET_SCANNING_KEYS_URL: httpUrl.default("https://api.github.com/meta/public_keys/secret_scanning"),
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
    OTEL_SERVICE_NAME: z.string().min(1).default("latchkey"),
    OTEL_TRACES_SAMPLER_ARG: z.coerce
      .number({ error: "must be a share from 0 to 1" })
      .min(0, { error: "must be a share from 0 to 1" })
      .max(1, { error: "must be a share from 0 to 1" })
      .default(1),
    SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" }).optional(),
    MAIL_FROM: z.string().default("Latchkey <latchkey@localhost>"),
    OIDC_ISSUER: httpUrl.optional(),
    OIDC_CLIENT_ID: z.string().min(1).optional(),
    OIDC_CLIENT_SECRET: z.string().min(1).optional(),
    OIDC_NAME: z.string().min(1).default("Single sign-on"),
    GITHUB_CLIENT_ID: z.string().min(1).optional(),
    GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
    GOOGLE_CLIENT_ID: z.string().min(1).optional(),
    GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
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

function requireTogether(settings: Record<string, unknown>, names: string[], context: z.RefinementCtx): void {
  if (names.every((name) => settings[name] === undefined)) return;
  for (const name of names) {
    if (settings[name] !== undefined) continue;
    context.addIssue({ code: "custom", path: [name], message: `must be set together with ${names.join(", ")}` });
  }
}

type Parsed = z.infer<typeof schema>;

/** The settings of this process, complete. `DATABASE_URL` is absent while the embedded PostgreSQL has not started. */
export type Env = Omit<Parsed, "PUBLIC_URL" | "ALLOW_PRIVATE_UPSTREAMS" | "AUTH_SECRET" | "ENCRYPTION_KEY"> & {
  PUBLIC_URL: string;
  /** Whether connected servers may be on this machine and in private networks; unless set, where Latchkey is for this machine alone. */
  ALLOW_PRIVATE_UPSTREAMS: boolean;
  AUTH_SECRET: string;
  ENCRYPTION_KEY: string;
  /** Password of the embedded PostgreSQL; unused when `DATABASE_URL` names another server. */
  EMBEDDED_DATABASE_PASSWORD: string;
};

/** Raised at the start with one line for each wrong variable. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/**
 * Checks raw environment variables and completes them with the stored secrets.
 * @throws SettingsError that lists every wrong variable at once
 */
export function parseEnv(raw: Record<string, string | undefined>, stored: (dataDir: string) => StoredSecrets): Env {
  // An empty variable is how compose files and shells say "not set".
  const given = Object.fromEntries(Object.entries(raw).filter(([, text]) => text !== undefined && text !== ""));
  const result = schema.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new SettingsError(`Latchkey cannot start with these settings:\n${lines.join("\n")}`);
  }
  const settings = { ...result.data, DATA_DIR: resolve(result.data.DATA_DIR) };
  const secrets = settings.DATABASE_URL ? undefined : stored(settings.DATA_DIR);
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

/**
 * The settings of this process, read once.
 * @throws SettingsError when a variable is wrong
 */
export function env(): Env {
  return single("env", () => published(parseEnv(process.env, readOrCreateSecrets)));
}

/** Lets the start-up code and tests complete or replace the settings. */
export function provideEnv(settings: Env): Env {
  return provide("env", published(settings));
}

/** next-auth reads its own address from the environment and offers no option for it. */
function published(settings: Env): Env {
  process.env.NEXTAUTH_URL = settings.PUBLIC_URL;
  return settings;
}

/** React and Next choose their development or production code by this variable, when they are first loaded. */
export function setNodeEnvironment(environment: "development" | "production"): void {
  Object.assign(process.env, { NODE_ENV: environment });
}
