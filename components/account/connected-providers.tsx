"use client";

import { useState } from "react";
import { signInWith } from "#components/auth/sign-in-client";
import { Button } from "#components/ui/button";
import { Card, CardHeader } from "#components/ui/card";
import { Status } from "#components/ui/status";

type ConnectedProvidersProps = { providers: { id: string; name: string; isConnected: boolean }[] };

/** Lists the sign-in providers, those that are connected to this account and those that can be. */
export function ConnectedProviders({ providers }: ConnectedProvidersProps) {
  if (providers.length === 0) return null;
  return (
    <Card aria-labelledby="providers">
      <CardHeader id="providers" title="Sign-in providers" description="Other ways to sign in to this account." />
      <ul className="divide-y border-t">
        {providers.map(({ id, name, isConnected }) => (
          <li key={id} className="flex min-h-14 items-center justify-between gap-4 px-5 py-2">
            <span className="min-w-0 truncate">{name}</span>
            {isConnected ? <Status tone="success">Connected</Status> : <ConnectButton id={id} name={name} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ConnectButton({ id, name }: { id: string; name: string }) {
  const [isLeaving, setIsLeaving] = useState(false);
  async function leave() {
    setIsLeaving(true);
    await signInWith(id, "/account");
  }
  return (
    <Button size="sm" pending={isLeaving} onClick={leave} aria-label={`Connect ${name}`}>
      Connect
    </Button>
  );
}
