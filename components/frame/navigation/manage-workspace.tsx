"use client";

import { ChevronRight, Settings2 } from "lucide-react";
import { useId, useState } from "react";
import { settingsFor, workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { panelItemStyles } from "#components/frame/navigation/panel-item";
import { cn } from "#components/ui/cn";
import type { WorkspaceView } from "#lib/workspaces/dto";

/**
 * "Manage workspace": opens a list of the settings pages. The list opens in place, because submenus do not work by
 * touch.
 */
export function ManageWorkspace({ workspace, onChoose }: { workspace: WorkspaceView; onChoose: () => void }) {
  const [open, setOpen] = useState(false);
  const listId = useId();
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={listId}
        onClick={() => setOpen(!open)}
        className={panelItemStyles}
      >
        <Settings2 aria-hidden className="size-4 text-muted-foreground" />
        <span className="flex-1">Manage workspace</span>
        <ChevronRight
          aria-hidden
          className={cn("size-4 text-muted-foreground transition-transform", open && "rotate-90")}
        />
      </button>
      <ul id={listId} hidden={!open} className="mb-1 ml-4 border-l pl-2">
        {settingsFor(workspace.role).map(({ path, label, menuLabel }) => (
          <li key={path}>
            <PageLink href={workspacePath(workspace.slug, path)} onClick={onChoose} className={panelItemStyles}>
              {menuLabel ?? label}
            </PageLink>
          </li>
        ))}
      </ul>
    </>
  );
}
