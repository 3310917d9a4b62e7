import { Plug } from "lucide-react";
import type { ReactNode } from "react";
import { EmptyState } from "#components/ui/empty-state";

/** @param action the button to add one; false for people who may not */
export function NoServers({ action }: { action: ReactNode }) {
  return (
    <EmptyState icon={Plug} title="No MCP servers yet" action={action}>
      {action
        ? "Add one by its URL, and every key that reaches this workspace can use its tools."
        : "Once an admin adds one, your keys can use its tools."}
    </EmptyState>
  );
}
