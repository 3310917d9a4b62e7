"use server";

import { redirect } from "next/navigation";
import { newcomer, requireCaller } from "#app/caller";
import { type FormState, formError, parseInput } from "#lib/form";
import { acceptInvitation, acceptInvitationAsNew } from "#lib/members/accept-invitation";
import { acceptAsNewSchema, invitationTokenSchema } from "#lib/members/schema";

/** Bound to the link's secret by the page. */
export async function acceptAction(token: string): Promise<FormState> {
  const caller = await requireCaller();
  let slug: string;
  try {
    ({ slug } = await acceptInvitation(caller, parseInput(invitationTokenSchema, token)));
  } catch (error) {
    return formError(error);
  }
  redirect(`/w/${slug}`);
}

/** Bound to the link's secret by the page. */
export async function acceptAsNewAction(
  token: string,
  _previous: FormState<{ path: string }>,
  formData: FormData,
): Promise<FormState<{ path: string }>> {
  try {
    const secret = parseInput(invitationTokenSchema, token);
    const input = parseInput(acceptAsNewSchema, Object.fromEntries(formData));
    const { slug } = await acceptInvitationAsNew(await newcomer(), secret, input);
    return { status: "done", data: { path: `/w/${slug}` } };
  } catch (error) {
    return formError(error);
  }
}
