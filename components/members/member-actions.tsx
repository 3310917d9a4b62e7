import type { FormState } from "#lib/form";

type FormAction = (previous: FormState, formData: FormData) => Promise<FormState>;

/** The server actions of the members page, bound to the workspace. */
export type MemberActions = {
  changeRole: FormAction;
  remove: FormAction;
  leave: FormAction;
};
