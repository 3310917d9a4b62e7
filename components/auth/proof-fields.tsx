"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { SignOutButton } from "#components/auth/sign-out-button";
import { Field } from "#components/ui/field";
import { Notice } from "#components/ui/notice";
import { PasswordInput } from "#components/ui/password-input";

/** The errors that `ProofFields` shows. */
export const PROOF_FIELDS = ["password", "signIn"] as const;

/** Asks for the password or a new sign-in when the server demands it, because the last sign-in was long ago. */
export function ProofFields({ errors }: { errors: Record<string, string> }) {
  const [path, query] = [usePathname(), useSearchParams()];
  if (errors.signIn) {
    return (
      <div data-form-error tabIndex={-1} className="rounded-md">
        <Notice
          tone="danger"
          action={<SignOutButton returnTo={query.size > 0 ? `${path}?${query}` : path}>Sign in again</SignOutButton>}
        >
          {errors.signIn}
        </Notice>
      </div>
    );
  }
  if (!errors.password) return null;
  return (
    <Field label="Your password" name="password" error={errors.password}>
      {(control) => <PasswordInput {...control} autoComplete="current-password" />}
    </Field>
  );
}
