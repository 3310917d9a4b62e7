"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { FormState } from "#lib/form";

type NameInClientsAction = (
  previous: FormState<unknown>,
  form: FormData,
) => FormState<unknown> | Promise<FormState<unknown>>;

type ClientSetup = {
  /** What the client that used the reader's keys last calls itself; null for none. Its set-up is open first. */
  lastClient: string | null;
  /** Whether the keys are service keys, which mostly run without a person. */
  isService: boolean;
  /** Saves the name under which clients list a key. */
  nameAction: NameInClientsAction;
};

const ClientSetupContext = createContext<ClientSetup | null>(null);

/** What the set-ups of all keys of a page have in common. */
export function ClientSetupProvider({ children, ...setup }: ClientSetup & { children: ReactNode }) {
  return <ClientSetupContext value={setup}>{children}</ClientSetupContext>;
}

export function useClientSetup(): ClientSetup {
  const setup = useContext(ClientSetupContext);
  if (!setup) throw new Error("There is no ClientSetupProvider around this.");
  return setup;
}
