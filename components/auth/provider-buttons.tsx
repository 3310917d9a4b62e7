"use client";

import { useState } from "react";
import { signInWith } from "#components/auth/sign-in-client";
import { Button } from "#components/ui/button";

type ProviderButtonsProps = { providers: { id: string; name: string }[]; returnTo: string };

/** The buttons to sign in with a provider in place of a password. */
export function ProviderButtons({ providers, returnTo }: ProviderButtonsProps) {
  const [leavingFor, setLeavingFor] = useState<string | null>(null);
  if (providers.length === 0) return null;

  async function leave(id: string) {
    setLeavingFor(id);
    await signInWith(id, returnTo);
  }

  return (
    <div className="grid gap-4">
      <div className="grid gap-2">
        {providers.map(({ id, name }) => (
          <Button key={id} className="w-full" pending={leavingFor === id} onClick={() => leave(id)}>
            Continue with {name}
          </Button>
        ))}
      </div>
      <p className="flex items-center gap-3 text-muted-foreground text-sm before:h-px before:flex-1 before:bg-border after:h-px after:flex-1 after:bg-border">
        or
      </p>
    </div>
  );
}
