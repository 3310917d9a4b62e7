"use client";

import { useState } from "react";
import {
  type FormOptions,
  formOptionsFor,
  type KeyDraft,
  type RestrictedDraft,
  restrictDraft,
} from "#lib/keys/settings/draft";
import type { KeyChoices } from "#lib/keys/view/dto";

type KeyDraftFields = {
  draft: KeyDraft;
  offered: FormOptions;
  settled: RestrictedDraft;
  onChange: (change: Partial<KeyDraft>) => void;
};

/** Holds the choices in the form of a key, what the form offers for them, and the result. */
export function useKeyDraft(choices: KeyChoices, initial: KeyDraft): KeyDraftFields {
  const [draft, setDraft] = useState(initial);
  const offered = formOptionsFor(choices, draft);
  return {
    draft,
    offered,
    settled: restrictDraft(draft, offered),
    onChange: (change) => setDraft((before) => ({ ...before, ...change })),
  };
}
