import { readFile } from "node:fs/promises";

const DASHBOARD_STYLES = new URL("../../app/globals.css", import.meta.url);
const REFERENCE_STYLES = new URL("./reference.css", import.meta.url);
/** Matches the two rules that hold the colours of the dashboard, light and dark. */
const PALETTE = /^(?::root|\.dark) \{$.*?^\}$/gms;

/** Makes the CSS of the reference. It takes the colours from the dashboard, so they are defined in one place. */
export async function referenceStyles(): Promise<string> {
  const [dashboard, reference] = await Promise.all([
    readFile(DASHBOARD_STYLES, "utf8"),
    readFile(REFERENCE_STYLES, "utf8"),
  ]);
  const [light, dark, ...others] = dashboard.match(PALETTE) ?? [];
  if (!light || !dark || others.length > 0) {
    throw new Error("app/globals.css must hold exactly two palettes.");
  }
  return `${light}\n${dark}\n${reference}`;
}
