import { shortNameList } from "#lib/format/names";
import { counted } from "#lib/format/numbers";
import type { AccessLevel } from "#lib/keys/access/scopes";
import type { RestrictedDraft } from "#lib/keys/settings/draft";

const ACCESS: Record<AccessLevel, string> = {
  read_only: "Read-only access",
  full: "Full access",
  custom: "Custom access",
};

type Chosen = Pick<RestrictedDraft, "access" | "environment" | "serverIds"> & {
  workspaceNames: readonly string[];
  /** A number of days; null for never, undefined while it is no valid number. */
  days: number | null | undefined;
};

/** Says in one sentence what an app gets: "Read-only access to Acme, for 90 days." */
export function choicesSentence({ access, environment, serverIds, workspaceNames, days }: Chosen): string {
  const environmentWord = environment === null ? "" : `${environment} `;
  const part = serverIds
    ? `${counted(serverIds.length, `${environmentWord}MCP server`)} of `
    : environment === null
      ? ""
      : `the ${environmentWord}MCP servers of `;
  const where = workspaceNames.length > 0 ? part + shortNameList(workspaceNames) : "no workspace";
  const until = days === null ? ", until you disconnect it" : days === undefined ? "" : `, for ${counted(days, "day")}`;
  return `${ACCESS[access]} to ${where}${until}.`;
}
