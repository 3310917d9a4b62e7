"use client";

import { useFormStatus } from "react-dom";

/** Says that Latchkey connects to the server, while the form around it is being saved. */
export function ConnectingNote() {
  const { pending } = useFormStatus();
  return (
    <p role="status" className="mr-auto text-muted-foreground text-sm">
      {pending && "Connecting to the server…"}
    </p>
  );
}
