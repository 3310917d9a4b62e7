/** The id of the list. The list takes the focus after access was revoked, when the button that had it is gone. */
export const ACCESS_LIST_ID = "access-list";
