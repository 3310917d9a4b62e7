import type { UpstreamView } from "#lib/upstreams/dto";

/** When the server was last asked, whatever came of it; null for one that never was. */
export function lastCheck({ catalogueAt, failure }: Pick<UpstreamView, "catalogueAt" | "failure">): Date | null {
  if (!catalogueAt || !failure) return catalogueAt ?? failure?.at ?? null;
  return failure.at > catalogueAt ? failure.at : catalogueAt;
}
