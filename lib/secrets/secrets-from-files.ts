import { readSecretFromFile } from "#lib/secrets/secret-from-file";

/** The name of the setting that holds the path of a file with the value of another setting. */
export function fileSettingOf(name: string): string {
  return `${name}_FILE`;
}

/**
 * Reads the secrets that stand in files.
 * @param raw the environment
 * @param secretSettings the names of the settings whose value may stand in a file
 * @returns the variables that have a value, and what is wrong with files, by the names of the settings
 */
export function withSecretsFromFiles(
  raw: Record<string, string | undefined>,
  secretSettings: readonly string[],
): { variables: Record<string, string>; problems: Map<string, string> } {
  const problems = new Map<string, string>();
  const variables: Record<string, string> = {};
  // Compose files and shells write an empty variable for one that is not set.
  for (const [name, text] of Object.entries(raw)) if (text) variables[name] = text;
  for (const name of secretSettings) {
    const fileSetting = fileSettingOf(name);
    const path = variables[fileSetting];
    if (!path) continue;
    if (variables[name]) {
      problems.set(fileSetting, `must not be set together with ${name}: remove one of the two`);
      continue;
    }
    const read = readSecretFromFile(path);
    if ("problem" in read) problems.set(fileSetting, read.problem);
    else variables[name] = read.value;
  }
  return { variables, problems };
}
