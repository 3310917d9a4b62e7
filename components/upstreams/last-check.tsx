import type { UpstreamView } from "#lib/upstreams/dto";

/** When Latchkey last connected to the server, or tried to; null when it never did. */
export function lastCheck({ catalogueAt, failure }: Pick<UpstreamView, "catalogueAt" | "failure">): Date | null {
  if (!catalogueAt || !failure) return catalogueAt ?? failure?.at ?? null;
  return failure.at > catalogueAt ? failure.at : catalogueAt;
}
