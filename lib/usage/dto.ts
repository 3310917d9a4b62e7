import type { ClientNames } from "#lib/keys/view/dto";
import type { OutcomeClass } from "#lib/usage/outcome-class";

/** The number of calls by how they ended, and their durations. */
export type UsageSums = Record<OutcomeClass, number> & {
  calls: number;
  /** In milliseconds; null when there were no calls. */
  meanMs: number | null;
  maxMs: number | null;
};

/** The calls of a day or a week (UTC). `from` is its first instant. */
export type UsageUnit = UsageSums & { from: Date };

/** The 50th and 95th percentile of the latest calls in milliseconds; null when none of them is stored any more. */
export type Percentiles = { p50Ms: number | null; p95Ms: number | null };

/** The calls of one key, server, tool or member. */
export type UsageGroup = UsageSums &
  Percentiles & {
    id: string;
    /** Null when it no longer exists. */
    name: string | null;
    /** Distinguishes groups of the same name: the owner of a key, the server of a tool, the email of a member. */
    detail: string | null;
    /** Whether the reader can open a page about it. */
    hasPage: boolean;
  };

/** All groups that are not shown, added up. */
export type UsageRest = UsageSums & { groups: number };

export type UsageGroups = { top: UsageGroup[]; rest: UsageRest | null };

export type WorkspaceUsage = {
  /** Whether no call was ever counted in this workspace. */
  isUnused: boolean;
  unit: "day" | "week";
  units: UsageUnit[];
  total: UsageSums & Percentiles;
  groups: UsageGroups;
};

type Use = { calls: number; lastSeenAt: Date };

/** An address or an application that used a key. */
export type KeyUser = Use & { name: string };

/** A client that used a key. Each version of a client is one of its own. */
export type KeyClient = Use & ClientNames;

export type KeyUsage = {
  unit: "day" | "week";
  units: UsageUnit[];
  total: UsageSums;
  tools: UsageGroups;
  clients: KeyClient[];
  addresses: KeyUser[];
  /** The applications that name themselves with `X-Origin-App`. */
  applications: KeyUser[];
};
