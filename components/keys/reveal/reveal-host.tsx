"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { RevealDialog } from "#components/keys/reveal/reveal-dialog";
import type { CreatedKey } from "#lib/keys/view/dto";

type Reveal = (created: CreatedKey) => void;

const RevealContext = createContext<Reveal>(() => {
  throw new Error("There is no RevealHost around this.");
});

/**
 * Shows new tokens of whatever is within. It stands around the list and not in its entries: the entry of a key that was
 * rotated goes, and would take the only copy of the new token with it.
 */
export function RevealHost({ endpoint, children }: { endpoint: string; children: ReactNode }) {
  const [created, setCreated] = useState<CreatedKey | null>(null);
  return (
    <RevealContext value={setCreated}>
      {children}
      {created && <RevealDialog created={created} endpoint={endpoint} onClose={() => setCreated(null)} />}
    </RevealContext>
  );
}

/** @returns what shows a new token, this one time */
export function useReveal(): Reveal {
  return useContext(RevealContext);
}
