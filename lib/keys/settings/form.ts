import { SCOPES_OF_ACCESS } from "#lib/keys/access/scopes";

/** Reads the form "Create a new key" into what `createKeySchema` checks. */
export function readCreateKeyForm(form: FormData): object {
  return { ...settingsOf(form), expiresInDays: daysOf(form) };
}

/** Reads the form of a key that is edited into what `updateKeySchema` checks. */
export function readUpdateKeyForm(form: FormData): object {
  return { keyId: form.get("keyId"), ...settingsOf(form), password: form.get("password") ?? undefined };
}

function settingsOf(form: FormData): object {
  return {
    name: form.get("name"),
    workspaceIds: form.getAll("workspaceIds"),
    scopes: scopesOf(form),
    environment: form.get("environment") || null,
    // Only the word for all of them is all of them.
    serverIds: form.get("servers") === "all" ? null : form.getAll("serverIds"),
  };
}

function scopesOf(form: FormData): unknown[] {
  const access = form.get("access");
  return access === "custom" ? form.getAll("scopes") : SCOPES_OF_ACCESS[access === "full" ? "full" : "read_only"];
}

/** The choice "custom" takes the number beside it; null means never. */
function daysOf(form: FormData): number | null {
  const choice = form.get("expires");
  if (choice === "never") return null;
  const text = choice === "custom" ? form.get("days") : choice;
  return typeof text === "string" && text.trim() ? Number(text) : Number.NaN;
}
