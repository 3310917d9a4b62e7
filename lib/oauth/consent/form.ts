import { readCreateKeyForm } from "#lib/keys/settings/form";

/** Reads the form on which a person agrees as input for `connectAppSchema`. */
export function readConnectAppForm(form: FormData): object {
  return { ...readCreateKeyForm(form), query: form.get("query"), appId: form.get("appId") || null };
}
