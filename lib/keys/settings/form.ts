import { SCOPES_OF_ACCESS } from "#lib/keys/access/scopes";
import type { SettingName } from "#lib/keys/model/key-settings";

/** Reads the form "Create a new key" as input for `createKeySchema`. */
export function readCreateKeyForm(form: FormData): object {
  return { ...settingsOf(form), expiresInDays: daysOf(form), password: passwordOf(form) };
}

/** Reads the form that edits a key as input for `updateKeySchema`. */
export function readUpdateKeyForm(form: FormData): object {
  return { keyId: form.get("keyId"), ...settingsOf(form), password: passwordOf(form) };
}

/** Reads the form that names a key in clients, a part of the input for `updateKeySchema`. */
export function readNameInClientsForm(form: FormData): object {
  return { keyId: form.get("keyId"), nameInClients: form.get("nameInClients") };
}

/** The field is there only after the server has asked for it. */
function passwordOf(form: FormData): FormDataEntryValue | undefined {
  return form.get("password") ?? undefined;
}

function settingsOf(form: FormData): Record<Exclude<SettingName, "expiresAt" | "nameInClients">, unknown> {
  return {
    name: form.get("name"),
    workspaceIds: form.getAll("workspaceIds"),
    scopes: scopesOf(form),
    environment: form.get("environment") || null,
    // Only the word "all" means all servers. Without a choice the list is empty, which is refused.
    serverIds: form.get("servers") === "all" ? null : form.getAll("serverIds"),
  };
}

function scopesOf(form: FormData): unknown[] {
  const access = form.get("access");
  return access === "custom" ? form.getAll("scopes") : SCOPES_OF_ACCESS[access === "full" ? "full" : "read_only"];
}

/** The choice "custom" stands for the number in the field beside it; null means never. */
function daysOf(form: FormData): number | null {
  const choice = form.get("expires");
  if (choice === "never") return null;
  const text = choice === "custom" ? form.get("days") : choice;
  return typeof text === "string" && text.trim() ? Number(text) : Number.NaN;
}
