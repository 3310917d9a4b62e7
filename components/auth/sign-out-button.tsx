"use client";

import { useState } from "react";
import { Button } from "#components/ui/button";

/** Signs out and comes back to `returnTo` by way of the sign-in page. */
export function SignOutButton({ returnTo, children }: { returnTo: string; children: string }) {
  const [pending, setPending] = useState(false);
  async function leave() {
    setPending(true);
    const { signOut } = await import("next-auth/react");
    await signOut({ callbackUrl: returnTo });
  }
  return (
    <Button className="w-full" pending={pending} onClick={leave}>
      {children}
    </Button>
  );
}
