import { EXPIRES_IN_DAYS_DEFAULT, EXPIRES_IN_DAYS_MAX } from "#lib/keys/settings/limits";
import type { Allowance } from "#lib/policy/allowance";

const PRESETS_DAYS = [7, 30, EXPIRES_IN_DAYS_DEFAULT, EXPIRES_IN_DAYS_MAX];

/** The lifetimes that the form of a new key offers. */
export type ExpiryOptions = { presets: number[]; maxDays: number; mayBeNever: boolean };

/** What is left of them under the policies of the chosen workspaces. */
export function expiryOptions({ lifetime, expiryRequiredBy }: Allowance): ExpiryOptions {
  const maxDays = Math.min(EXPIRES_IN_DAYS_MAX, lifetime?.maxDays ?? EXPIRES_IN_DAYS_MAX);
  const presets = [...new Set([...PRESETS_DAYS.filter((days) => days <= maxDays), maxDays])];
  return { presets, maxDays, mayBeNever: expiryRequiredBy.length === 0 };
}

/** The choice that is shown and sent: the one that was made, as long as it is offered, else the longest that is. */
export function settleExpiry(choice: string, { presets, maxDays, mayBeNever }: ExpiryOptions): string {
  const isOffered = choice === "custom" || (choice === "never" ? mayBeNever : presets.includes(Number(choice)));
  return isOffered ? choice : String(Math.min(maxDays, EXPIRES_IN_DAYS_DEFAULT));
}

/** The days of a number that was typed; undefined unless it is one that is offered. */
export function typedDays(text: string, { maxDays }: ExpiryOptions): number | undefined {
  const days = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return days >= 1 && days <= maxDays ? days : undefined;
}
