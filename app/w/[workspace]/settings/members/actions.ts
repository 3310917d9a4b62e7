"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { requireCaller } from "#app/caller";
import type { InvitationLink } from "#components/members/invite-form";
import { type FormState, formError, parseInput } from "#lib/form";
import { changeRole } from "#lib/members/change-role";
import { leaveWorkspace, removeMember } from "#lib/members/end-membership";
import { INVITATION_DAYS, inviteMember, revokeInvitation } from "#lib/members/invite";
import { changeRoleSchema, inviteMemberSchema, removeMemberSchema, revokeInvitationSchema } from "#lib/members/schema";

// Every action is bound to the workspace by the page.
const MEMBERS_PAGE = "/w/[workspace]/settings/members";

export async function inviteAction(
  workspace: string,
  _previous: FormState<InvitationLink>,
  formData: FormData,
): Promise<FormState<InvitationLink>> {
  const caller = await requireCaller();
  try {
    const input = parseInput(inviteMemberSchema, { workspace, ...Object.fromEntries(formData) });
    const { url, mailed } = await inviteMember(caller, input);
    revalidatePath(MEMBERS_PAGE, "page");
    return { status: "done", data: { url, mailed, email: input.email, days: INVITATION_DAYS } };
  } catch (error) {
    return formError(error);
  }
}

export async function revokeInvitationAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    const invitationId = formData.get("invitationId");
    await revokeInvitation(caller, parseInput(revokeInvitationSchema, { workspace, invitationId }));
  });
}

export async function changeRoleAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    const input = { workspace, userId: formData.get("userId"), role: formData.get("role") };
    await changeRole(caller, parseInput(changeRoleSchema, input));
  });
}

export async function removeMemberAction(
  workspace: string,
  _previous: FormState,
  formData: FormData,
): Promise<FormState> {
  const caller = await requireCaller();
  return settle(async () => {
    await removeMember(caller, parseInput(removeMemberSchema, { workspace, userId: formData.get("userId") }));
  });
}

export async function leaveAction(workspace: string): Promise<FormState> {
  const caller = await requireCaller();
  const state = await settle(() => leaveWorkspace(caller, { workspace }));
  if (state.status === "error") return state;
  redirect("/");
}

/** The caller's own role may have changed with any of these, and with it what the frame shows. */
async function settle(work: () => Promise<void>): Promise<FormState> {
  try {
    await work();
  } catch (error) {
    return formError(error);
  }
  revalidatePath("/", "layout");
  return { status: "done", data: null };
}
