import type { ReactNode } from "react";
import { DraftsOf } from "#components/frame/drafts-of";
import { FocusKeeper } from "#components/frame/focus-keeper";
import { MobileBar } from "#components/frame/navigation/mobile-bar";
import { type FrameData, Sidebar } from "#components/frame/navigation/sidebar";
import { MainColumn, PendingNavigationProvider } from "#components/frame/pending-navigation";
import { NoticeBell } from "#components/notices/notice-bell";

/** The frame around every page of a signed-in person: the sidebar (a sheet on narrow screens) and the main column. */
export function AppFrame({ children, ...data }: FrameData & { children: ReactNode }) {
  return (
    <PendingNavigationProvider>
      <SkipLink />
      <FocusKeeper />
      <DraftsOf person={data.user.email} />
      <div className="md:grid md:grid-cols-[var(--spacing-sidebar)_minmax(0,1fr)]">
        <aside className="sticky top-0 hidden h-dvh border-r bg-sidebar md:block">
          <Sidebar {...data} />
        </aside>
        <MobileBar
          title={data.workspace?.name ?? "Latchkey"}
          bell={<NoticeBell notices={data.notices} markRead={data.markNoticesRead} side="bottom" />}
        >
          <Sidebar {...data} />
        </MobileBar>
        <MainColumn>{children}</MainColumn>
      </div>
    </PendingNavigationProvider>
  );
}

/** The first element that the Tab key reaches. */
function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only z-50 rounded-md border bg-popover font-medium shadow-floating focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:px-3 focus:py-2"
    >
      Skip to content
    </a>
  );
}
