"use client";

import { createContext, type ReactNode, useContext, useState } from "react";
import { RevealDialog } from "#components/keys/reveal/reveal-dialog";
import type { CreatedKey } from "#lib/keys/view/dto";

type Reveal = (created: CreatedKey) => void;

const RevealContext = createContext<Reveal>(() => {
  throw new Error("There is no RevealHost around this.");
});

/**
 * Shows the new tokens of the keys inside. It stands around a whole list, because the entry of a rotated key disappears
 * and would take the only copy of the new token with it.
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

/** @returns a function that shows a new token in the reveal dialog */
export function useReveal(): Reveal {
  return useContext(RevealContext);
}
