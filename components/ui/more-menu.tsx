"use client";

import { Ellipsis, type LucideIcon, PowerOff, Trash2 } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { Button } from "#components/ui/button";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "#components/ui/dropdown-menu";

type Ending = { action: ComponentProps<typeof ConfirmDialog>["action"]; consequence: ReactNode };

type MoreMenuProps = {
  /** The name of the thing: "Issue tracker". */
  name: string;
  /** The kind of thing: "server". */
  noun: string;
  /** Absent while the thing is disabled. */
  disabling?: Ending;
  removing: Ending;
  /** Further entries, which come first. */
  entries?: { icon: LucideIcon; label: string; onSelect: () => void }[];
};

/** A menu that disables or removes a thing, each after asking. */
export function MoreMenu({ name, noun, disabling, removing, entries = [] }: MoreMenuProps) {
  const [asked, setAsked] = useState<"disable" | "remove" | null>(null);
  const close = (open: boolean) => !open && setAsked(null);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="secondary" className="w-9 px-0" aria-label={`More actions for ${name}`}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {entries.map(({ icon: Icon, label, onSelect }) => (
            <DropdownMenuItem key={label} onSelect={onSelect}>
              <Icon aria-hidden />
              {label}
            </DropdownMenuItem>
          ))}
          {disabling && (
            <DropdownMenuItem onSelect={() => setAsked("disable")}>
              <PowerOff aria-hidden />
              Disable
            </DropdownMenuItem>
          )}
          <DropdownMenuItem danger onSelect={() => setAsked("remove")}>
            <Trash2 aria-hidden />
            Remove
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {disabling && (
        <ConfirmDialog
          open={asked === "disable"}
          onOpenChange={close}
          title={`Disable ${name}?`}
          confirmLabel={`Disable ${noun}`}
          variant="primary"
          action={disabling.action}
        >
          <p>{disabling.consequence}</p>
        </ConfirmDialog>
      )}
      <ConfirmDialog
        open={asked === "remove"}
        onOpenChange={close}
        title={`Remove ${name}?`}
        confirmLabel={`Remove ${noun}`}
        action={removing.action}
      >
        <p>{removing.consequence}</p>
      </ConfirmDialog>
    </>
  );
}
