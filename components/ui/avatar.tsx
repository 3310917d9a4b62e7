import { cn } from "#components/ui/cn";

/** The first letters of the first and the last word, in upper case. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

/**
 * Shows initials, in a circle for a person and in a square for a workspace. Screen readers skip it and read the name.
 */
export function Avatar({ name, square = false, className }: { name: string; square?: boolean; className?: string }) {
  const letters = square ? initials(name).slice(0, 1) : initials(name);
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-6 shrink-0 select-none place-items-center font-semibold text-[0.625rem] leading-none",
        square ? "rounded-sm bg-foreground text-background" : "rounded-full border bg-muted text-muted-foreground",
        className,
      )}
    >
      {letters}
    </span>
  );
}
