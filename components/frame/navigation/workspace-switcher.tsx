"use client";

import { Check, ChevronsUpDown, Mail, Plus } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { ManageWorkspace } from "#components/frame/navigation/manage-workspace";
import { workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { panelItemStyles } from "#components/frame/navigation/panel-item";
import { Avatar } from "#components/ui/avatar";
import { cn } from "#components/ui/cn";
import { GuardedLink } from "#components/ui/guarded-link";
import { SEARCH_FROM } from "#components/ui/list-search";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover";
import { SearchInput } from "#components/ui/search-input";
import { counted } from "#lib/format/numbers";
import type { WorkspaceView } from "#lib/workspaces/dto";

type SwitcherProps = { workspaces: WorkspaceView[]; workspace: WorkspaceView | null; invitations: number };

/** Shows the open workspace. Opens a panel with all workspaces, the settings of this one, invitations, and "New workspace". */
export function WorkspaceSwitcher({ workspaces, workspace, invitations }: SwitcherProps) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const name = workspace?.name ?? "No workspace";
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger className="flex h-9 w-full items-center gap-2.5 rounded-md px-2 hover:bg-hover data-[state=open]:bg-hover">
        <span className="sr-only">Workspace:</span>
        <Avatar name={name} square />
        <span title={name} className="min-w-0 flex-1 truncate text-left font-medium">
          {name}
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </PopoverTrigger>
      <PopoverContent label="Workspaces" className="w-72" onKeyDown={moveFocus}>
        <WorkspaceList workspaces={workspaces} currentId={workspace?.id} onChoose={close} />
        <div className="border-t p-1">
          {workspace && <ManageWorkspace workspace={workspace} onChoose={close} />}
          {invitations > 0 && (
            <GuardedLink href="/invitations" onClick={close} className={panelItemStyles}>
              <Mail aria-hidden className="size-4 text-muted-foreground" />
              <span>{counted(invitations, "invitation")}</span>
            </GuardedLink>
          )}
          <GuardedLink href="/new-workspace" onClick={close} className={panelItemStyles}>
            <Plus aria-hidden className="size-4 text-muted-foreground" />
            New workspace
          </GuardedLink>
        </div>
      </PopoverContent>
    </Popover>
  );
}

type ListProps = { workspaces: WorkspaceView[]; currentId: string | undefined; onChoose: () => void };

function WorkspaceList({ workspaces, currentId, onChoose }: ListProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const found = workspaces.filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(wanted));
  return (
    <>
      {workspaces.length >= SEARCH_FROM && (
        <div className="border-b p-1.5">
          <SearchInput label="Search workspaces" value={search} onChange={setSearch} />
        </div>
      )}
      <ul aria-label="Workspaces" className="max-h-72 min-h-0 overflow-y-auto p-1">
        {found.map(({ id, name, slug }) => (
          <li key={id}>
            <PageLink
              href={workspacePath(slug)}
              prefetch={false}
              onClick={onChoose}
              aria-current={id === currentId ? "true" : undefined}
              className={panelItemStyles}
            >
              <Avatar name={name} square className="size-5" />
              <span title={name} className="min-w-0 flex-1 truncate">
                {name}
              </span>
              <Check aria-hidden className={cn("size-4 shrink-0", id !== currentId && "invisible")} />
            </PageLink>
          </li>
        ))}
      </ul>
      <p role="status" className={cn("px-3 pb-3 text-muted-foreground", found.length > 0 && "sr-only")}>
        {found.length === 0 &&
          (wanted ? `No workspace matches “${search.trim()}”.` : "You belong to no workspace yet.")}
      </p>
    </>
  );
}

/** Moves the focus with the arrow keys, as in a menu. Enter in the search opens the first match. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, a[href], button[aria-expanded]")];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  if (event.key === "Enter" && document.activeElement instanceof HTMLInputElement) {
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>("li a")?.click();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  stops.at((here + step) % stops.length)?.focus();
}
