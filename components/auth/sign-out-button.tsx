"use client";

import { useState } from "react";
import { signOutTo } from "#components/auth/sign-in-client";
import { Button, type ButtonLook } from "#components/ui/button";
import { leavePage } from "#components/ui/unsaved-forms";

type SignOutButtonProps = ButtonLook & { returnTo: string; className?: string; children: string };

/** Signs out, and asks before that when a form is filled. After the next sign-in the person comes back to `returnTo`. */
export function SignOutButton({ returnTo, className = "w-full", children, ...look }: SignOutButtonProps) {
  const [pending, setPending] = useState(false);
  async function leave() {
    setPending(true);
    await signOutTo(returnTo);
  }
  return (
    <Button {...look} className={className} pending={pending} onClick={() => leavePage(() => void leave())}>
      {children}
    </Button>
  );
}
