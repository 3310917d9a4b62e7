/** The longest time that an admin may grant one call to a server. */
export const CALL_TIMEOUT_MAX_SECONDS = 3_600;
