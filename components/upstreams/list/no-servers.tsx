import { Plug } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "#components/ui/empty-state";

/**
 * Stands in place of an empty list of MCP servers.
 * @param props.action the button that adds a server; false for a person who may not add one
 */
export function NoServers({ action }: { action: ReactNode }) {
  return (
    <EmptyState icon={Plug} title="No MCP servers yet" action={action}>
      {action
        ? "Add one by its URL, and every key that reaches this workspace can use its tools."
        : "Once an admin adds one, your keys can use its tools."}
    </EmptyState>
  );
}
