"use client";

import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "#components/ui/button";

/** The button that sends the form around it. It shows progress, and a second click while pending sends nothing. */
export function SubmitButton({ variant = "primary", ...rest }: ComponentProps<typeof Button>) {
  const { pending } = useFormStatus();
  return <Button type="submit" variant={variant} {...rest} pending={pending || rest.pending} />;
}
