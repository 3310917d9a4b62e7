"use server";

import { redirect } from "next/navigation";
import { action } from "#app/action";
import { newcomer, requireCaller } from "#app/caller";
import { acceptInvitation, acceptInvitationAsNew } from "#lib/members/accept-invitation";
import { acceptAsNewSchema, acceptInvitationSchema } from "#lib/members/schema";

export const acceptAction = action({
  caller: requireCaller,
  right: "invitation",
  bound: ["token"],
  schema: acceptInvitationSchema,
  operation: acceptInvitation,
  answer: ({ slug }) => redirect(`/w/${slug}`),
});

export const acceptAsNewAction = action({
  caller: newcomer,
  right: "invitation",
  bound: ["token"],
  schema: acceptAsNewSchema.extend(acceptInvitationSchema.shape),
  operation: acceptInvitationAsNew,
  answer: ({ slug }) => ({ path: `/w/${slug}` }),
});
