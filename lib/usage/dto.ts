import type { OutcomeClass } from "#lib/usage/outcome-class";

/** Calls by how they ended, and how long they took. */
export type UsageSums = Record<OutcomeClass, number> & {
  calls: number;
  /** Milliseconds; null without any call. */
  meanMs: number | null;
  maxMs: number | null;
};

/** A day or a week of UTC, by its first instant. */
export type UsageUnit = UsageSums & { from: Date };

/** Milliseconds that half, and 95 of 100, of the latest calls did not exceed; null where none of them is stored any more. */
export type Percentiles = { p50Ms: number | null; p95Ms: number | null };

/** The calls of one key, server, tool or member. */
export type UsageGroup = UsageSums &
  Percentiles & {
    id: string;
    /** Null when it is gone. */
    name: string | null;
    /** What tells it from others of the same name: the owner of a key, the server of a tool, the email of a member. */
    detail: string | null;
    /** Whether the reader can open its own page. */
    hasPage: boolean;
  };

/** What did not make it into the groups that are shown, together. */
export type UsageRest = UsageSums & { groups: number };

export type UsageGroups = { top: UsageGroup[]; rest: UsageRest | null };

export type WorkspaceUsage = {
  /** Whether no call was ever counted. */
  isUnused: boolean;
  unit: "day" | "week";
  units: UsageUnit[];
  total: UsageSums & Percentiles;
  groups: UsageGroups;
};

/** Something that a key was used by or from. */
export type KeyUser = { name: string; calls: number; lastSeenAt: Date };

export type KeyUsage = {
  unit: "day" | "week";
  units: UsageUnit[];
  total: UsageSums;
  tools: UsageGroups;
  clients: KeyUser[];
  addresses: KeyUser[];
  /** Those that name themselves with `X-Origin-App`. */
  applications: KeyUser[];
};
