"use server";

import { redirect } from "next/navigation";
import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { EVERY_PAGE } from "#app/stale-pages";
import { acceptOwnInvitation } from "#lib/members/accept-invitation";
import { acceptOwnInvitationSchema } from "#lib/members/schema";

export const acceptOwnAction = action({
  caller: requireCaller,
  right: "own",
  bound: ["invitationId"],
  schema: acceptOwnInvitationSchema,
  operation: acceptOwnInvitation,
  revalidate: EVERY_PAGE,
  answer: ({ slug }) => redirect(`/w/${slug}`),
});
