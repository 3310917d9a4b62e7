import { hash } from "node:crypto";

/** A tool or prompt as its server names it, with the slugs of the server and its workspace. */
export type OwnedName = { workspace: string; upstream: string; name: string };

/**
 * How names are built: `plain` as the server gives them, `upstream` as `<upstream>__<name>`,
 * `workspace` as `<workspace>__<upstream>__<name>`.
 */
export type NamingMode = "plain" | "upstream" | "workspace";

export const NAME_MAX = 64;
const SEPARATOR = "__";
const LEGAL = /^[A-Za-z0-9_-]{1,64}$/;
const ILLEGAL_CHARACTER = /[^A-Za-z0-9_-]/gu;
const HASH_LENGTH = 8;

/** Chooses the shortest form that tells apart whatever a key reaches. */
export function namingMode(reached: {
  workspaceCount: number;
  serverCount: number;
  /** Whether the only server, where there is only one, wants its names as they are. */
  isUnprefixed: boolean;
}): NamingMode {
  if (reached.serverCount === 1 && reached.isUnprefixed) return "plain";
  return reached.workspaceCount > 1 ? "workspace" : "upstream";
}

/**
 * The names under which clients see `owned`, in the same order: each is legal (`[A-Za-z0-9_-]`, at most 64
 * characters), no two are equal, and a name depends on its owner alone unless two would collide.
 *
 * A name that is legal as it stands stays as it is. Any other has its illegal characters replaced by `_`, is cut, and
 * ends in `_` and eight hexadecimal digits of SHA-256 over workspace, server and name.
 * @param taken names that are in use already, such as the built-in tools
 */
export function exposedNames(owned: readonly OwnedName[], mode: NamingMode, taken: Iterable<string> = []): string[] {
  const used = new Set(taken);
  const names = owned.map((one) => prefixedName(one, mode));
  // Whole names are given out first, so that a shortened one never takes the place of a real one.
  const exposed = names.map((name) => (LEGAL.test(name) && claim(used, name) ? name : null));
  return exposed.map((name, index) => name ?? shortenedName(names[index] ?? "", owned[index], used));
}

function prefixedName(owned: OwnedName, mode: NamingMode): string {
  if (mode === "plain") return owned.name;
  const local = owned.upstream + SEPARATOR + owned.name;
  return mode === "upstream" ? local : owned.workspace + SEPARATOR + local;
}

/** What the names of a workspace's tools begin with while a key has several. */
export function workspacePrefix(slug: string): string {
  return slug + SEPARATOR;
}

function shortenedName(name: string, owner: OwnedName | undefined, used: Set<string>): string {
  const head = name.replaceAll(ILLEGAL_CHARACTER, "_").slice(0, NAME_MAX - HASH_LENGTH - 1);
  for (let attempt = 0; ; attempt += 1) {
    const identity = JSON.stringify([owner?.workspace, owner?.upstream, owner?.name, attempt]);
    const candidate = `${head}_${hash("sha256", identity, "hex").slice(0, HASH_LENGTH)}`;
    if (claim(used, candidate)) return candidate;
  }
}

function claim(used: Set<string>, name: string): boolean {
  if (used.has(name)) return false;
  used.add(name);
  return true;
}
