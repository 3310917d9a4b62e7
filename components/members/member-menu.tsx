"use client";

import { Ellipsis, LogOut, UserCog, UserMinus } from "lucide-react";
import type { MemberQuestion } from "#components/members/member-dialogs";
import { Button } from "#components/ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "#components/ui/dropdown-menu";
import { can, type Role } from "#lib/auth/permissions";
import type { MemberView } from "#lib/members/dto";

type MemberMenuProps = {
  member: MemberView;
  me: { id: string; role: Role };
  onAsk: (question: MemberQuestion) => void;
};

/** The menu of a member. Renders nothing when the person may do nothing with this member. */
export function MemberMenu({ member, me, onAsk }: MemberMenuProps) {
  const isMe = member.userId === me.id;
  const mayManage = can(me.role, member.role === "owner" ? "owners:manage" : "members:manage");
  if (!isMe && !mayManage) return null;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={`Actions for ${member.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        {mayManage && (
          <DropdownMenuItem onSelect={() => onAsk({ kind: "role", member })}>
            <UserCog aria-hidden />
            Change role
          </DropdownMenuItem>
        )}
        {isMe ? (
          <DropdownMenuItem key="leave" danger onSelect={() => onAsk({ kind: "leave", member })}>
            <LogOut aria-hidden />
            Leave workspace
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem key="remove" danger onSelect={() => onAsk({ kind: "remove", member })}>
            <UserMinus aria-hidden />
            Remove
          </DropdownMenuItem>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
