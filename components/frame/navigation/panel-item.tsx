/** The style of a row in the panel of the workspace switcher. */
export const panelItemStyles =
  "flex w-full min-w-0 items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover focus-visible:bg-hover focus-visible:-outline-offset-2";
