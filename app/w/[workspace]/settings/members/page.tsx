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
import { readMembersAddress } from "#app/w/[workspace]/settings/members/read-members-address";
import { workspacePath } from "#components/frame/navigation/navigation";
import { Page, PageHeader } from "#components/frame/page/page-header";
import { InvitationsList } from "#components/members/invitations-list";
import { InviteForm } from "#components/members/invite-form";
import { MembersSection } from "#components/members/members-section";
import { rolesToGive } from "#components/members/roles";
import { Card, CardBody, CardHeader } from "#components/ui/card";
import { can } from "#lib/auth/permissions";
import { listInvitations, listMembers } from "#lib/members/queries";
import { authorizeWorkspace } from "#lib/workspaces/authorize";

export const metadata: Metadata = { title: "Members" };

type MembersPageProps = {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const caller = await requireCaller();
  const workspace = await orNotFound(authorizeWorkspace(caller, (await params).workspace, "members:read"));
  const { id, name, role } = workspace;
  const view = readMembersAddress(await searchParams);
  const mayManage = can(role, "members:manage");
  const [page, invitations] = await Promise.all([
    listMembers(caller, id, view),
    mayManage ? listInvitations(caller, id) : [],
  ]);
  return (
    <Page>
      <PageHeader title="Members" description="Members can create keys for this workspace." />
      {mayManage && (
        <Card aria-labelledby="invite">
          <CardHeader
            id="invite"
            title="Invite a member"
            description="They join with a link that works only for their email address."
          />
          <CardBody>
            <InviteForm action={inviteAction.bind(null, id)} roles={rolesToGive(role)} />
          </CardBody>
        </Card>
      )}
      <MembersSection
        page={page}
        search={view.search}
        path={workspacePath(workspace.slug, "/settings/members")}
        isFirstPage={view.cursor === null}
        me={{ id: caller.principal.userId, role }}
        invitations={invitations}
        workspaceName={name}
        actions={{
          changeRole: changeRoleAction.bind(null, id),
          remove: removeMemberAction.bind(null, id),
          leave: leaveAction.bind(null, id),
        }}
      />
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
