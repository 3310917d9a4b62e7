"use client";

import { Blocks, ChevronsUpDown, CircleUser, KeyRound, LogOut } from "lucide-react";
import { signOutTo } from "#components/auth/sign-in-client";
import { APPS_PATH, workspacePath } from "#components/frame/navigation/navigation";
import { PageLink } from "#components/frame/navigation/page-link";
import { ThemeChoice } from "#components/frame/navigation/theme-choice";
import { Avatar } from "#components/ui/avatar";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu";
import { leavePage } from "#components/ui/unsaved-forms";

type ProfileMenuProps = { user: { name: string; email: string }; workspaceSlug: string | null };

/** The menu of the person at the bottom of the sidebar: account, connected apps, MCP keys, theme, sign out. */
export function ProfileMenu({ user, workspaceSlug }: ProfileMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex h-9 w-full items-center gap-2.5 rounded-md px-2 hover:bg-hover data-[state=open]:bg-hover">
        <span className="sr-only">Profile:</span>
        <Avatar name={user.name} />
        <span title={user.name} className="min-w-0 flex-1 truncate text-left">
          {user.name}
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="start" className="w-56">
        <DropdownMenuLabel>
          <span title={user.email} className="block truncate">
            {user.email}
          </span>
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <PageLink href="/account">
            <CircleUser aria-hidden />
            Account
          </PageLink>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <PageLink href={APPS_PATH}>
            <Blocks aria-hidden />
            Connected apps
          </PageLink>
        </DropdownMenuItem>
        {workspaceSlug && (
          <DropdownMenuItem asChild>
            <PageLink href={workspacePath(workspaceSlug, "/settings/mcp")}>
              <KeyRound aria-hidden />
              MCP
            </PageLink>
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        <ThemeChoice />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => leavePage(() => void signOutTo("/sign-in"))}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
