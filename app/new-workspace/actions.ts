"use server";

import { redirect } from "next/navigation";
import { action } from "#app/action";
import { requireCaller } from "#app/caller";
import { EVERY_PAGE } from "#app/stale-pages";
import { returnPath } from "#lib/auth/sign-in/return-path";
import { env } from "#lib/env";
import { createWorkspace } from "#lib/workspaces/create-workspace";
import { createWorkspaceFormSchema } from "#lib/workspaces/schema";

export const createWorkspaceAction = action({
  caller: requireCaller,
  right: "own",
  schema: createWorkspaceFormSchema,
  operation: createWorkspace,
  revalidate: EVERY_PAGE,
  answer: ({ slug }, { callbackUrl }) => {
    const returnTo = returnPath(callbackUrl, env().PUBLIC_URL);
    return redirect(returnTo === "/" ? `/w/${slug}` : returnTo);
  },
});
