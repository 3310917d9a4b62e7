"use client";

import { useState } from "react";
import { type KeyDraft, type Offered, offeredFor, type SettledDraft, settle } from "#lib/keys/settings/draft";
import type { KeyChoices } from "#lib/keys/view/dto";

type KeyDraftFields = {
  draft: KeyDraft;
  offered: Offered;
  settled: SettledDraft;
  onChange: (change: Partial<KeyDraft>) => void;
};

/** Holds the choices in the form of a key, what the form offers for them, and the result. */
export function useKeyDraft(choices: KeyChoices, initial: KeyDraft): KeyDraftFields {
  const [draft, setDraft] = useState(initial);
  const offered = offeredFor(choices, draft);
  return {
    draft,
    offered,
    settled: settle(draft, offered),
    onChange: (change) => setDraft((before) => ({ ...before, ...change })),
  };
}
