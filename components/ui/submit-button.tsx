"use client";

import type { ComponentProps } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "#components/ui/button";

/** The button that sends the form around it: shows progress and sends once however often it is pressed. */
export function SubmitButton({ variant = "primary", ...rest }: ComponentProps<typeof Button>) {
  const { pending } = useFormStatus();
  return <Button type="submit" variant={variant} {...rest} pending={pending || rest.pending} />;
}
