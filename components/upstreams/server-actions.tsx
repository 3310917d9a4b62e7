import type { FormState } from "#lib/form";

export type ServerAction = (previous: FormState, formData: FormData) => Promise<FormState>;

/** The server actions for one MCP server. The page binds them to the server. */
export type ServerActions = {
  update: ServerAction;
  refresh: ServerAction;
  disable: ServerAction;
  enable: ServerAction;
  remove: ServerAction;
  setToolRule: ServerAction;
  setServerRules: ServerAction;
};
