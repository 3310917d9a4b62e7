import type { Role } from "#lib/auth/permissions";
import { BoundedMap } from "#lib/bounds/bounded-map";
import { type AppClients, type Grantees, OPEN_POLICY, type Policy } from "#lib/policy/dto";
import { single } from "#lib/process";

type ReachedUpstream = { id: string; revision: number };

export type ReachedWorkspace = {
  id: string;
  slug: string;
  name: string;
  /** Whether the person is asked before destructive tools are called. */
  confirmDestructive: boolean;
  upstreams: ReachedUpstream[];
  /** The rules of its policy, and the owner's role in it; null without a policy. */
  policy: { rules: Policy; ownerRole: Role | "service" } | null;
  /** The line of text from which this was parsed. */
  line: string;
};

/** How many texts are kept in parsed form. */
const PARSED_REACHES_MAX = 1_000;

/**
 * Parses the text that the lookup of a key wrote (`LIVE_WORKSPACES`) into workspaces and their servers, both in the
 * order of their slugs. The result may be kept, for it depends on the text alone, and the text comes from the database
 * each time.
 */
export function parseReach(text: string): readonly ReachedWorkspace[] {
  const cache = single("reaches", () => new BoundedMap<string, readonly ReachedWorkspace[]>(PARSED_REACHES_MAX));
  let parsed = cache.get(text);
  if (!parsed) {
    parsed = text === "" ? [] : text.split("\n").map(parseWorkspace).sort(bySlug);
    cache.set(text, parsed);
  }
  return parsed;
}

const LINE = /^(\S+) (\S+) (true|false) (\S*) (\S+) (.+)$/;

function parseWorkspace(line: string): ReachedWorkspace {
  const [, id, slug, confirm, upstreams, policy, name] = LINE.exec(line) ?? [];
  if (!id || !slug || upstreams === undefined || !policy || !name)
    throw new Error("The reach of a key cannot be read.");
  return {
    id,
    slug,
    name: JSON.parse(name) as string,
    confirmDestructive: confirm === "true",
    upstreams: upstreams === "" ? [] : parseUpstreams(upstreams),
    policy: policy === "-" ? null : parsePolicy(policy),
    line,
  };
}

type PolicyColumns = [
  ownerRole: Role | "service",
  maxLifetimeDays: number | null,
  expiryRequired: boolean,
  fullAccess: Grantees,
  keyMakers: Grantees,
  networks: string[],
  // The lookup of a key leaves out what concerns connected apps alone.
  appMakers?: Grantees,
  appClients?: AppClients,
  listedClients?: string[],
  maxAppLifetimeDays?: number | null,
];

function parsePolicy(text: string): ReachedWorkspace["policy"] {
  const columns = JSON.parse(text) as PolicyColumns;
  const [ownerRole, maxLifetimeDays, expiryRequired, fullAccess, keyMakers, networks, ...ofApps] = columns;
  const { appMakers, appClients, listedClients, maxAppLifetimeDays } = OPEN_POLICY;
  const [makers = appMakers, clients = appClients, listed = listedClients, maxDays = maxAppLifetimeDays] = ofApps;
  const rules = { maxLifetimeDays, expiryRequired, fullAccess, keyMakers, networks };
  const appRules = { appMakers: makers, appClients: clients, listedClients: listed, maxAppLifetimeDays: maxDays };
  return { ownerRole, rules: { ...rules, ...appRules } };
}

function parseUpstreams(text: string): ReachedUpstream[] {
  const upstreams = text.split(",").map((one) => {
    const [id = "", revision, slug = ""] = one.split("@");
    return { id, revision: Number(revision), slug };
  });
  return upstreams.sort(bySlug).map(({ id, revision }) => ({ id, revision }));
}

function bySlug(one: { slug: string }, other: { slug: string }): number {
  return one.slug < other.slug ? -1 : 1;
}
