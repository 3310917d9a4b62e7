import { type Env, knownEnv, SECRET_SETTINGS } from "#lib/env";

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
  const settings: Record<string, unknown> = env;
  const names = [...SECRET_SETTINGS, "EMBEDDED_DATABASE_PASSWORD"];
  const values = names.flatMap((name) => secretsIn(settings[name])).filter(({ length }) => length >= LEAST_CHARACTERS);
  if (values.length === 0) return undefined;
  // A line is JSON, so a quotation mark or a backslash in a value stands there with another backslash.
  const forms = values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]);
  return new RegExp([...new Set(forms)].map(literally).join("|"), "g");
}

/** The source of a pattern that finds this text alone. */
function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** What nobody may read of a setting: the password of an address, as it stands there and decoded; else all of it. */
function secretsIn(value: unknown): string[] {
  if (typeof value !== "string") return [];
  const address = /^[a-z]+:\/\//.test(value) ? URL.parse(value) : null;
  if (!address) return [value];
  const { password } = address;
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    // A percent sign of its own is no encoding.
    return [password];
  }
}
