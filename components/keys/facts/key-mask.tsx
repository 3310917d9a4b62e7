import { ClientMark } from "#components/clients/client-mark";
import { cn } from "#components/ui/cn";
import type { KeyView } from "#lib/keys/view/dto";

type KeyMaskProps = { keyView: Pick<KeyView, "mask" | "app">; className?: string };

/** What tells a key from others besides its name: the mask of its token, or the client of a connected app. */
export function KeyMask({ keyView: { mask, app }, className }: KeyMaskProps) {
  if (!app) return <code className={cn("font-mono", className)}>{mask}</code>;
  return (
    <span title={vouching(app)} className={cn("[overflow-wrap:anywhere]", className)}>
      <ClientMark name={app.name} />
      <span>{` ${app.name}, connected by signing in`}</span>
    </span>
  );
}

/** Who says that the client of an app has its name. */
export function vouching({ vouchedBy, host }: Pick<NonNullable<KeyView["app"]>, "vouchedBy" | "host">): string {
  if (vouchedBy === "admin") return "An admin of this installation entered this name.";
  if (vouchedBy === "document") return `${host} says so.`;
  return "It calls itself that. Nobody has checked it.";
}
