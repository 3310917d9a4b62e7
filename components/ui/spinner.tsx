import { LoaderCircle } from "lucide-react";
import { cn } from "#components/ui/cn";

/** A turning ring. Screen readers skip it, because the words beside it say what is happening. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cn("size-4 shrink-0 animate-spin", className)} />;
}
