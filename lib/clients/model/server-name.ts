/** The longest name, in characters. Clients put it before the name of each tool, and some allow 64 characters for both. */
export const SERVER_NAME_MAX = 24;
/** A default name leaves a client room: `mcp__latchkey__` has the 15 characters that the gateway leaves before a tool's name. */
const DEFAULT_NAME_MAX = 8;

/**
 * What every client takes. Claude Code and Codex allow letters, digits, hyphens and underscores; Gemini CLI splits
 * names at underscores; a name that begins with a digit is a number to YAML.
 */
const FORM = /^[a-z](?:-?[a-z0-9])*$/;
/** Claude Code keeps the first for itself, and finds the second in each of its objects. */
const RESERVED: ReadonlySet<string> = new Set(["workspace", "constructor"]);

const SERVER_NAME_RULE = `Use a letter first, then letters, digits and single hyphens, at most ${SERVER_NAME_MAX} characters, all in lower case.`;

/** Says what is wrong with a name under which clients are to list Latchkey; null when every client takes it. */
export function serverNameProblem(name: string): string | null {
  if (RESERVED.has(name)) return `Clients keep the name “${name}” for themselves. Choose another one.`;
  return FORM.test(name) && name.length <= SERVER_NAME_MAX ? null : SERVER_NAME_RULE;
}

/**
 * The name under which clients list Latchkey for a key of a workspace, unless another is chosen. It has whole words of
 * the workspace's name, as many as fit; "latchkey" where these have no letter to begin with.
 * @param workspaceName in lower-case ASCII letters, digits and hyphens
 */
export function defaultServerName(workspaceName: string): string {
  const words = workspaceName.replace(/^[^a-z]+/, "").split(/-+/);
  let name = (words.shift() ?? "").slice(0, DEFAULT_NAME_MAX);
  for (const word of words) {
    if (!word || name.length + 1 + word.length > DEFAULT_NAME_MAX) break;
    name += `-${word}`;
  }
  return serverNameProblem(name) === null ? name : "latchkey";
}
