"use client";

import { useFormStatus } from "react-dom";

/** Says, while the form around it is saved, what takes so long. */
export function ConnectingNote() {
  const { pending } = useFormStatus();
  return (
    <p role="status" className="mr-auto text-muted-foreground text-sm">
      {pending && "Connecting to the server…"}
    </p>
  );
}
