import { Truncate } from "#components/ui/truncate";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

type Limited = Pick<WorkspaceKeyView, "environment" | "servers">;

/** What of the workspace a key is limited to, in words; nothing for keys that reach all of it. */
export function limitsOf({ environment, servers }: Limited): string[] {
  const limits: string[] = [];
  if (environment !== null) limits.push(environment);
  if (servers) limits.push(servers.length > 0 ? servers.map((server) => server.name).join(", ") : "No server");
  return limits;
}

/** The limits on one line, all of them in the tooltip. */
export function KeyLimits({ keyView }: { keyView: Limited }) {
  const limits = limitsOf(keyView);
  if (limits.length === 0) return null;
  return <Truncate className="text-muted-foreground text-xs leading-5">{limits.join(" · ")}</Truncate>;
}
