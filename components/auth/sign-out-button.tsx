"use client";

import { useState } from "react";
import { signOutTo } from "#components/auth/sign-in-client";
import { Button } from "#components/ui/button";
import { leavePage } from "#components/ui/unsaved-forms";

/** Signs out, and asks before that when a form is filled. After the next sign-in the person comes back to `returnTo`. */
export function SignOutButton({ returnTo, children }: { returnTo: string; children: string }) {
  const [pending, setPending] = useState(false);
  async function leave() {
    setPending(true);
    await signOutTo(returnTo);
  }
  return (
    <Button className="w-full" pending={pending} onClick={() => leavePage(() => void leave())}>
      {children}
    </Button>
  );
}
