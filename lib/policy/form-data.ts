/** The fields of the form of a policy as `changePolicySchema` and `previewPolicySchema` expect them. */
export function readPolicyForm(formData: FormData): Record<string, unknown> {
  const days = textOf(formData, "maxLifetimeDays").trim();
  return {
    seen: textOf(formData, "seen"),
    maxLifetimeDays: days === "" ? null : Number(days),
    // A checkbox that is not set is not sent.
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
