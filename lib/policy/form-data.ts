/** Reads the form of a policy as input for `changePolicySchema` and `previewPolicySchema`. */
export function readPolicyForm(formData: FormData): Record<string, unknown> {
  return {
    seen: textOf(formData, "seen"),
    maxLifetimeDays: daysOf(formData, "maxLifetimeDays"),
    // A browser does not send a checkbox that is not checked.
    expiryRequired: formData.has("expiryRequired"),
    fullAccess: formData.get("fullAccess"),
    keyMakers: formData.get("keyMakers"),
    networks: linesOf(formData, "networks"),
    appMakers: formData.get("appMakers") ?? undefined,
    appClients: formData.get("appClients") ?? undefined,
    listedClients: linesOf(formData, "listedClients"),
    maxAppLifetimeDays: daysOf(formData, "maxAppLifetimeDays"),
    confirmDestructive: formData.has("confirmDestructive"),
  };
}

function daysOf(formData: FormData, name: string): number | null {
  const days = textOf(formData, name).trim();
  return days === "" ? null : Number(days);
}

function linesOf(formData: FormData, name: string): string[] {
  return textOf(formData, name).split(/\r?\n/);
}

function textOf(formData: FormData, name: string): string {
  const value = formData.get(name);
  return typeof value === "string" ? value : "";
}
