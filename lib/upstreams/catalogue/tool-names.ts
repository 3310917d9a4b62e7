import { hash } from "node:crypto";

/** A tool or prompt as its server names it, with the slugs of the server and its workspace. */
export type OwnedName = { workspace: string; upstream: string; name: string };

/**
 * How names are built:
 * - `plain`: the server's own name
 * - `upstream`: `<upstream>__<name>`
 * - `workspace`: `<workspace>__<upstream>__<name>`
 */
export type NamingMode = "plain" | "upstream" | "workspace";

export const NAME_MAX = 64;
const SEPARATOR = "__";
const LEGAL = /^[A-Za-z0-9_-]{1,64}$/;
const ILLEGAL_CHARACTER = /[^A-Za-z0-9_-]/gu;
const HASH_LENGTH = 8;

/** Chooses the shortest form that still tells apart all servers that a key reaches. */
export function namingMode(reached: {
  workspaceCount: number;
  serverCount: number;
  /** Whether the only server is set to keep its own names. It has no effect when there are several. */
  isUnprefixed: boolean;
}): NamingMode {
  if (reached.serverCount === 1 && reached.isUnprefixed) return "plain";
  return reached.workspaceCount > 1 ? "workspace" : "upstream";
}

/**
 * Makes the names under which clients see `owned`, in the same order. Each name is legal (`[A-Za-z0-9_-]`, at most 64
 * characters), and no two are equal. A name depends only on its owner, unless two names would be equal.
 *
 * A legal name stays unchanged. In any other name `_` replaces the illegal characters. It is cut, and ends in `_` and
 * eight hexadecimal digits of SHA-256 over workspace, server and name.
 * @param taken the names that are already in use, such as those of the built-in tools
 */
export function exposedNames(owned: readonly OwnedName[], mode: NamingMode, taken: Iterable<string> = []): string[] {
  const used = new Set(taken);
  const names = owned.map((one) => prefixedName(one, mode));
  // Legal names are assigned first, so a shortened name never takes one of them.
  const exposed = names.map((name) => (LEGAL.test(name) && claim(used, name) ? name : null));
  return exposed.map((name, index) => name ?? shortenedName(names[index] ?? "", owned[index], used));
}

function prefixedName(owned: OwnedName, mode: NamingMode): string {
  if (mode === "plain") return owned.name;
  const local = owned.upstream + SEPARATOR + owned.name;
  return mode === "upstream" ? local : owned.workspace + SEPARATOR + local;
}

/** The beginning of the names of a workspace's tools when a key reaches several workspaces. */
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
