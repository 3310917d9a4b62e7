import { readFile } from "node:fs/promises";

const DASHBOARD_STYLES = new URL("../../app/globals.css", import.meta.url);
const REFERENCE_STYLES = new URL("./reference.css", import.meta.url);
/** The two rules that hold the colours of the dashboard, light and dark. */
const PALETTE = /^(?::root|\.dark) \{$.*?^\}$/gms;

/** How the reference looks: in the colours of the dashboard, which are written down there alone. */
export async function referenceStyles(): Promise<string> {
  const [dashboard, reference] = await Promise.all([
    readFile(DASHBOARD_STYLES, "utf8"),
    readFile(REFERENCE_STYLES, "utf8"),
  ]);
  const [light, dark, ...others] = dashboard.match(PALETTE) ?? [];
  if (!light || !dark || others.length > 0) {
    throw new Error("app/globals.css does not hold two palettes as it used to.");
  }
  return `${light}\n${dark}\n${reference}`;
}
