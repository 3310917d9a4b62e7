import { EXPIRES_IN_DAYS_DEFAULT, EXPIRES_IN_DAYS_MAX } from "#lib/keys/settings/limits";
import type { Allowance } from "#lib/policy/allowance";

const PRESETS_DAYS = [7, 30, EXPIRES_IN_DAYS_DEFAULT, EXPIRES_IN_DAYS_MAX];

/** The lifetimes that the form of a new key offers. */
export type ExpiryOptions = { presets: number[]; maxDays: number; mayBeNever: boolean };

/** Works out the lifetimes that the policies of the chosen workspaces allow. */
export function expiryOptions({ lifetime, expiryRequiredBy }: Allowance): ExpiryOptions {
  const maxDays = Math.min(EXPIRES_IN_DAYS_MAX, lifetime?.maxDays ?? EXPIRES_IN_DAYS_MAX);
  const presets = [...new Set([...PRESETS_DAYS.filter((days) => days <= maxDays), maxDays])];
  return { presets, maxDays, mayBeNever: expiryRequiredBy.length === 0 };
}

/**
 * Returns the choice that the form shows and sends: what the person chose while that is offered, else the default or
 * the maximum.
 */
export function restrictExpiry(choice: string, { presets, maxDays, mayBeNever }: ExpiryOptions): string {
  const isOffered = choice === "custom" || (choice === "never" ? mayBeNever : presets.includes(Number(choice)));
  return isOffered ? choice : String(Math.min(maxDays, EXPIRES_IN_DAYS_DEFAULT));
}

/** Reads a number of days that a person typed; undefined for a number that is not offered. */
export function typedDays(text: string, { maxDays }: ExpiryOptions): number | undefined {
  const days = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return days >= 1 && days <= maxDays ? days : undefined;
}
