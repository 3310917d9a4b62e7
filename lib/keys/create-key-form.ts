import { SCOPES_OF_ACCESS } from "#lib/keys/scopes";

/** Reads the form "Create a new key" into what `createKeySchema` checks. */
export function readCreateKeyForm(form: FormData): object {
  return {
    name: form.get("name"),
    workspaceIds: form.getAll("workspaceIds"),
    scopes: SCOPES_OF_ACCESS[form.get("access") === "full" ? "full" : "read_only"],
    expiresInDays: daysOf(form),
  };
}

/** The choice "custom" takes the number beside it; null means never. */
function daysOf(form: FormData): number | null {
  const choice = form.get("expires");
  if (choice === "never") return null;
  const text = choice === "custom" ? form.get("days") : choice;
  return typeof text === "string" && text.trim() ? Number(text) : Number.NaN;
}
