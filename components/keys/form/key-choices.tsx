"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { FormState } from "#lib/form";
import type { KeyChoices } from "#lib/keys/view/dto";

type UpdateKeyAction = (previous: FormState, formData: FormData) => Promise<FormState>;

export type Editing = {
  choices: KeyChoices;
  updateAction: UpdateKeyAction;
  /** The workspace that owns the keys; absent when the reader owns them. */
  serviceWorkspaceId?: string;
};

const EditingContext = createContext<Editing | null>(null);

/** Lets the keys inside be edited. The choices are read once for all of them. */
export function KeyEditing({ children, ...editing }: Editing & { children: ReactNode }) {
  return <EditingContext value={editing}>{children}</EditingContext>;
}

/** @returns the choices of the `KeyEditing` around; null where keys cannot be edited */
export function useKeyEditing(): Editing | null {
  return useContext(EditingContext);
}
