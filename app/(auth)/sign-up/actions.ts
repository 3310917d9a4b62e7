"use server";

import { action } from "#app/action";
import { newcomer } from "#app/caller";
import { newAccountSchema } from "#lib/auth/schema";
import { signUp } from "#lib/auth/sign-up";

export const signUpAction = action({
  caller: newcomer,
  schema: newAccountSchema,
  operation: signUp,
  answer: () => ({ path: "/new-workspace" }),
});
