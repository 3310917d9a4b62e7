/** Takes the focus after a revocation, when the button that had it is gone. */
export const ACCESS_LIST_ID = "access-list";
