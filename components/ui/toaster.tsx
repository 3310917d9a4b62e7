"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Where toasts appear: only for what happened elsewhere, never for an error one must act on. */
export function Toaster() {
  const { theme = "system" } = useTheme();
  return (
    <Sonner
      theme={theme === "dark" || theme === "light" ? theme : "system"}
      position="bottom-right"
      style={{ fontFamily: "inherit" }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-[var(--width)] items-start gap-2.5 rounded-lg border bg-popover px-3.5 py-3 text-base text-foreground shadow-floating",
          description: "text-muted-foreground text-sm",
          icon: "mt-0.5 shrink-0",
        },
      }}
    />
  );
}
