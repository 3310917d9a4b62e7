"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { FormState } from "#lib/form";
import type { KeyChoices } from "#lib/keys/view/dto";

type UpdateKeyAction = (previous: FormState, formData: FormData) => Promise<FormState>;

export type Editing = {
  choices: KeyChoices;
  updateAction: UpdateKeyAction;
  /** The workspace that owns the keys below; absent for the reader's own. */
  serviceWorkspaceId?: string;
};

const EditingContext = createContext<Editing | null>(null);

/** Lets the keys below be edited: what there is to choose from, read once for all of them. */
export function KeyEditing({ children, ...editing }: Editing & { children: ReactNode }) {
  return <EditingContext value={editing}>{children}</EditingContext>;
}

/** Null where keys are only looked at. */
export function useKeyEditing(): Editing | null {
  return useContext(EditingContext);
}
