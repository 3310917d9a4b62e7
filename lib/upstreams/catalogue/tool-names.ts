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

/** Model providers allow names of 64 characters. Clients put a prefix of their own in front, such as `mcp__latchkey__`. */
const MODEL_NAME_MAX = 64;
const CLIENT_PREFIX = 15;
export const NAME_MAX = MODEL_NAME_MAX - CLIENT_PREFIX;
const SEPARATOR = "__";
const LEGAL = /^[A-Za-z0-9_-]+$/;
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
 * Makes the names under which clients see `owned`, in the same order. Each name is legal (`[A-Za-z0-9_-]`, at most
 * `NAME_MAX` characters), and no two are equal. A name depends only on its owner, unless two names would be equal.
 *
 * What a server calls its tool tells a model most, so the workspace and then the server are shortened first. Only a tool
 * whose own name does not fit then, or has other characters, ends in `_` and eight hexadecimal digits of SHA-256 over
 * workspace, server and name.
 * @param taken the names that are already in use, such as those of the built-in tools
 */
export function exposedNames(owned: readonly OwnedName[], mode: NamingMode, taken: Iterable<string> = []): string[] {
  const used = new Set(taken);
  // Names that need no hash are assigned first, so a name with a hash never takes one of them.
  const exposed = owned.map((one) => {
    const name = wholeName(one, mode);
    return name !== undefined && claim(used, name) ? name : null;
  });
  return owned.map((one, index) => exposed[index] ?? hashedName(one, mode, used));
}

/** Whether a name begins as those of a workspace do when a key reaches several workspaces. */
export function hasWorkspacePrefix(name: string, workspace: string): boolean {
  const forms = [workspace, shortSlug(workspace, "short"), shortSlug(workspace, "shortest")];
  return forms.some((form) => name.startsWith(form + SEPARATOR));
}

/** The name of a tool at its server, with the longest prefix that leaves room for it; undefined for none. */
function wholeName({ name, ...owner }: OwnedName, mode: NamingMode): string | undefined {
  if (!LEGAL.test(name)) return undefined;
  const prefix = fittingPrefix(owner, mode, name.length);
  return prefix.length + name.length <= NAME_MAX ? prefix + name : undefined;
}

function hashedName(owned: OwnedName, mode: NamingMode, used: Set<string>): string {
  const { workspace, upstream, name } = owned;
  const ending = HASH_LENGTH + 1;
  const readable = name.replaceAll(ILLEGAL_CHARACTER, "_");
  const prefix = fittingPrefix(owned, mode, readable.length + ending);
  const head = (prefix + readable).slice(0, NAME_MAX - ending);
  for (let attempt = 0; ; attempt += 1) {
    const identity = JSON.stringify([workspace, upstream, name, attempt]);
    const candidate = `${head}_${hash("sha256", identity, "hex").slice(0, HASH_LENGTH)}`;
    if (claim(used, candidate)) return candidate;
  }
}

type Owner = Pick<OwnedName, "workspace" | "upstream">;

/** The longest prefix that leaves room for so many characters, or else the shortest. */
function fittingPrefix(owner: Owner, mode: NamingMode, length: number): string {
  let shortest = "";
  for (const prefix of prefixes(owner, mode)) {
    if (prefix.length + length <= NAME_MAX) return prefix;
    shortest = prefix;
  }
  return shortest;
}

/** What may stand before the own name of a tool, the longest first. Nearly all names have room for the first. */
function* prefixes({ workspace, upstream }: Owner, mode: NamingMode): Generator<string> {
  if (mode === "plain") return;
  const ofWorkspace = mode === "workspace";
  const join = (place: string, server: string) => (ofWorkspace ? [place, server, ""] : [server, ""]).join(SEPARATOR);
  yield join(workspace, upstream);
  if (ofWorkspace) yield join(shortSlug(workspace, "short"), upstream);
  yield join(shortSlug(workspace, "short"), shortSlug(upstream, "short"));
  yield join(shortSlug(workspace, "shortest"), shortSlug(upstream, "shortest"));
}

/** A shortened slug keeps so many characters, and ends in `_` and digits to the base 36. */
const KEPT = { short: 4, shortest: 1 };
const SLUG_DIGITS = 3;

/**
 * A shorter text for a slug, such as `engi_4k2` for `engineering`. No slug has an underscore, so it is the slug of no
 * other server or workspace. It depends on the slug alone, so it stays when others come and go.
 */
function shortSlug(slug: string, form: keyof typeof KEPT): string {
  // One character less is not worth a name that nobody recognises.
  if (slug.length <= KEPT[form] + 1 + SLUG_DIGITS + 1) return slug;
  const number = Number.parseInt(hash("sha256", slug, "hex").slice(0, HASH_LENGTH), 16) % 36 ** SLUG_DIGITS;
  return `${slug.slice(0, KEPT[form]).replace(/-$/, "")}_${number.toString(36).padStart(SLUG_DIGITS, "0")}`;
}

function claim(used: Set<string>, name: string): boolean {
  if (used.has(name)) return false;
  used.add(name);
  return true;
}
