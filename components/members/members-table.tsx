"use client";

import { useState } from "react";
import type { MemberActions } from "#components/members/member-actions";
import { MemberDialogs, type MemberQuestion } from "#components/members/member-dialogs";
import { MemberMenu } from "#components/members/member-menu";
import { RelativeTime } from "#components/time/relative-time";
import { Avatar } from "#components/ui/avatar";
import { Badge } from "#components/ui/status";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table";
import { Truncate } from "#components/ui/truncate";
import { ROLE_LABELS, type Role } from "#lib/auth/permissions";
import type { InvitationView, MemberView } from "#lib/members/dto";

type MembersTableProps = {
  members: MemberView[];
  me: { id: string; role: Role };
  /** The pending invitations; none for somebody who may not see them. */
  invitations: readonly InvitationView[];
  workspaceName: string;
  actions: MemberActions;
};

/** The table of members. Each member has a menu, and all menus share one dialog. */
export function MembersTable({ members, me, invitations, workspaceName, actions }: MembersTableProps) {
  const [question, setQuestion] = useState<MemberQuestion | null>(null);
  return (
    <>
      <Table label="Members">
        <TableHead>
          <TableRow>
            <TableHeader>Name</TableHeader>
            <TableHeader>Role</TableHeader>
            <TableHeader className="max-sm:hidden">Joined</TableHeader>
            <TableHeader>
              <span className="sr-only">Actions</span>
            </TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {members.map((member) => (
            <MemberRow key={member.userId} member={member} me={me} onAsk={setQuestion} />
          ))}
        </TableBody>
      </Table>
      <MemberDialogs
        question={question}
        myRole={me.role}
        invitations={invitations}
        workspaceName={workspaceName}
        actions={actions}
        onClose={() => setQuestion(null)}
      />
    </>
  );
}

type MemberRowProps = {
  member: MemberView;
  me: { id: string; role: Role };
  onAsk: (question: MemberQuestion) => void;
};

function MemberRow({ member, me, onAsk }: MemberRowProps) {
  return (
    <TableRow>
      <TableCell className="w-full max-w-0">
        <Person member={member} isMe={member.userId === me.id} />
      </TableCell>
      <TableCell>{ROLE_LABELS[member.role]}</TableCell>
      <TableCell className="whitespace-nowrap text-muted-foreground max-sm:hidden">
        <RelativeTime at={member.joinedAt} />
      </TableCell>
      <TableCell className="py-1 pr-2 pl-0">
        <MemberMenu member={member} me={me} onAsk={onAsk} />
      </TableCell>
    </TableRow>
  );
}

function Person({ member, isMe }: { member: MemberView; isMe: boolean }) {
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Avatar name={member.name} className="size-8 text-xs" />
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 items-center gap-2">
          <Truncate className="font-medium">{member.name}</Truncate>
          {isMe && <span className="shrink-0 text-muted-foreground">(you)</span>}
          {member.disabled && <Badge>Disabled</Badge>}
        </div>
        <Truncate className="text-muted-foreground">{member.email}</Truncate>
      </div>
    </div>
  );
}
