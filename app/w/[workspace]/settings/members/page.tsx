import type { Metadata } from "next";
import { requireCaller } from "#app/caller";
import { orNotFound } from "#app/or-not-found";
import {
  changeRoleAction,
  inviteAction,
  leaveAction,
  removeMemberAction,
  revokeInvitationAction,
} from "#app/w/[workspace]/settings/members/actions";
import { Page, PageHeader } from "#components/frame/page-header";
import { InvitationsList } from "#components/members/invitations-list";
import { InviteForm } from "#components/members/invite-form";
import { MembersTable } from "#components/members/members-table";
import { rolesToGive } from "#components/members/roles";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { can } from "#lib/auth/permissions";
import { compareNames } from "#lib/format/names";
import { listInvitations, listMembers } from "#lib/members/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage({ params }: { params: Promise<{ workspace: string }> }) {
  const caller = await requireCaller();
  const { workspace: slug } = await params;
  const { id, name, role } = await orNotFound(authorizeWorkspace(caller, slug, "members:read"));
  const mayManage = can(role, "members:manage");
  const [members, invitations] = await Promise.all([
    listMembers(caller, id),
    mayManage ? listInvitations(caller, id) : [],
  ]);
  return (
    <Page>
      <PageHeader title="Members" description="Who belongs to this workspace and can make keys for it." />
      {mayManage && (
        <Card aria-labelledby="invite">
          <CardHeader
            id="invite"
            title="Invite a member"
            description="They join by a link that is made for their email."
          />
          <CardBody>
            <InviteForm action={inviteAction.bind(null, id)} roles={rolesToGive(role)} />
          </CardBody>
        </Card>
      )}
      <section aria-labelledby="members" className="grid gap-3">
        <h2 id="members" className="text-lg">
          {members.length === 1 ? "1 member" : `${members.length} members`}
        </h2>
        <MembersTable
          members={members.toSorted(compareNames)}
          me={{ id: caller.principal.userId, role }}
          workspaceName={name}
          actions={{
            changeRole: changeRoleAction.bind(null, id),
            remove: removeMemberAction.bind(null, id),
            leave: leaveAction.bind(null, id),
          }}
        />
      </section>
      {invitations.length > 0 && (
        <section aria-labelledby="invitations" className="grid gap-3">
          <h2 id="invitations" className="text-lg">
            Pending invitations
          </h2>
          <InvitationsList invitations={invitations} revokeAction={revokeInvitationAction.bind(null, id)} />
        </section>
      )}
    </Page>
  );
}
