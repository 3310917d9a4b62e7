import { type Env, knownEnv } from "#lib/env";

/** The settings whose values are secrets as a whole, and those that are addresses with a password. */
const SECRETS = [
  "AUTH_SECRET",
  "ENCRYPTION_KEY",
  "EMBEDDED_DATABASE_PASSWORD",
  "METRICS_TOKEN",
  "OIDC_CLIENT_SECRET",
  "GITHUB_CLIENT_SECRET",
  "GOOGLE_CLIENT_SECRET",
] as const satisfies readonly (keyof Env)[];
const ADDRESSES = ["DATABASE_URL", "REDIS_URL", "SMTP_URL"] as const satisfies readonly (keyof Env)[];

/** A shorter value may stand in any text by chance, and nobody could read the log any more. */
const LEAST_CHARACTERS = 8;

type Known = { of: Env | undefined; pattern: RegExp | undefined };

/**
 * Makes a function that replaces the secrets of this installation in a line of the log: a library may write an address
 * with its password, or a header that it sends.
 */
export function settingsRedactor(): (line: string) => string {
  let known: Known = { of: undefined, pattern: undefined };
  return (line) => {
    const env = knownEnv();
    // The settings are read after the first lines, and the address of the embedded database is added later.
    if (env !== known.of) known = { of: env, pattern: env && patternOf(env) };
    return known.pattern ? line.replaceAll(known.pattern, "[redacted secret]") : line;
  };
}

function patternOf(env: Env): RegExp | undefined {
  const values = [...SECRETS.map((name) => env[name]), ...ADDRESSES.flatMap((name) => passwordsIn(env[name]))].filter(
    (value) => value !== undefined && value.length >= LEAST_CHARACTERS,
  );
  if (values.length === 0) return undefined;
  // A line is JSON, so a quotation mark or a backslash in a value stands there with another backslash.
  const forms = values.flatMap((value) => [String(value), JSON.stringify(value).slice(1, -1)]);
  return new RegExp([...new Set(forms)].map(literally).join("|"), "g");
}

/** The source of a pattern that finds this text alone. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** The password in an address, as it stands there and decoded. */
function passwordsIn(address: string | undefined): string[] {
  const password = URL.parse(address ?? "")?.password;
  if (!password) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    // A percent sign of its own is no encoding.
    return [password];
  }
}
