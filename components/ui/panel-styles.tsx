/** What lies between the page and a dialog. */
export const overlayStyles =
  "fixed inset-0 z-50 bg-overlay data-[state=open]:animate-in data-[state=closed]:animate-out data-[state=open]:fade-in-0 data-[state=closed]:fade-out-0 duration-100";

/** The panel of every dialog. */
export const panelStyles = [
  "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col",
  "rounded-xl border bg-popover shadow-floating duration-100 focus:outline-none",
  "data-[state=open]:animate-in data-[state=closed]:animate-out data-[state=open]:fade-in-0 data-[state=closed]:fade-out-0",
  "data-[state=open]:zoom-in-98 data-[state=closed]:zoom-out-98",
].join(" ");
