"use client";

import { Menu } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { Breadcrumbs } from "#components/frame/navigation/breadcrumbs";
import { LogoMark } from "#components/frame/navigation/logo";
import { Button } from "#components/ui/button";
import { Sheet } from "#components/ui/sheet";

type MobileBarProps = { title: string; bell: ReactNode; children: ReactNode };

/** The bar at the top of screens below 768 px. It opens the sidebar, which closes when another page opens. */
export function MobileBar({ title, bell, children }: MobileBarProps) {
  const [open, setOpen] = useState(false);
  const pathname = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the trigger, not an input
  useEffect(() => setOpen(false), [pathname]);
  return (
    <header className="sticky top-0 z-30 flex h-header items-center gap-2 border-b bg-background px-2 md:hidden">
      <Sheet
        title="Navigation"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button variant="ghost" size="icon" aria-label="Open navigation" className="size-10">
            <Menu aria-hidden />
          </Button>
        }
      >
        {children}
      </Sheet>
      <div className="flex min-w-0 flex-1 items-center gap-2">
        <LogoMark className="size-5" />
        <span title={title} className="min-w-0 truncate font-medium">
          {title}
        </span>
      </div>
      <div className="shrink-0 pr-1">
        <Breadcrumbs />
      </div>
      {bell}
    </header>
  );
}
