"use server";

import { action } from "#app/action";
import { newcomer } from "#app/caller";
import { signUp } from "#lib/auth/accounts/sign-up";
import { newAccountSchema } from "#lib/auth/schema";

export const signUpAction = action({
  caller: newcomer,
  right: "none",
  schema: newAccountSchema,
  operation: signUp,
  answer: () => ({ path: "/new-workspace" }),
});
