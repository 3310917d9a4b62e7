import { Truncate } from "#components/ui/truncate";
import type { WorkspaceKeyView } from "#lib/keys/view/dto";

type Limited = Pick<WorkspaceKeyView, "environment" | "servers">;

/** The environment and the servers to which a key is limited, in words; none for a key without limits. */
export function limitsOf({ environment, servers }: Limited): string[] {
  const limits: string[] = [];
  if (environment !== null) limits.push(environment);
  if (servers) limits.push(servers.length > 0 ? servers.map((server) => server.name).join(", ") : "No server");
  return limits;
}

/** Shows the limits of a key on one line, and all of them in the tooltip. */
export function KeyLimits({ keyView, className }: { keyView: Limited; className?: string }) {
  const limits = limitsOf(keyView);
  if (limits.length === 0) return null;
  return <Truncate className={className}>{limits.join(" · ")}</Truncate>;
}
