import type { FormState } from "#lib/form";

export type ServerAction = (previous: FormState, formData: FormData) => Promise<FormState>;

/** What an admin may do with one server; bound to it by the page. */
export type ServerActions = {
  update: ServerAction;
  refresh: ServerAction;
  disable: ServerAction;
  enable: ServerAction;
  remove: ServerAction;
  setToolRule: ServerAction;
};
