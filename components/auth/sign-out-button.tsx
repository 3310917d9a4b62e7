"use client";

import { useState } from "react";
import { Button } from "#components/ui/button";

/** Signs out. After the next sign-in the person comes back to `returnTo`. */
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
