/** Reads the form of a policy as input for `changePolicySchema` and `previewPolicySchema`. */
export function readPolicyForm(formData: FormData): Record<string, unknown> {
  const days = textOf(formData, "maxLifetimeDays").trim();
  return {
    seen: textOf(formData, "seen"),
    maxLifetimeDays: days === "" ? null : Number(days),
    // A browser does not send a checkbox that is not checked.
    expiryRequired: formData.has("expiryRequired"),
    fullAccess: formData.get("fullAccess"),
    keyMakers: formData.get("keyMakers"),
    networks: textOf(formData, "networks").split(/\r?\n/),
    confirmDestructive: formData.has("confirmDestructive"),
  };
}

function textOf(formData: FormData, name: string): string {
  const value = formData.get(name);
  return typeof value === "string" ? value : "";
}
