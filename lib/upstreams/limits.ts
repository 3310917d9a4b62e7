/** The longest time limit that an admin may set for a call to a server. */
export const CALL_TIMEOUT_MAX_SECONDS = 3_600;
