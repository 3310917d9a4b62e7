/** One sign-in, as its person sees it. */
export type SessionView = {
  id: string;
  /** The browser and the system, such as "Chrome on Windows". */
  device: string;
  /** The address of the last request that was noted; null when it is not known. */
  address: string | null;
  signedInAt: Date;
  /** The time of the last request that was noted. A request is noted at most once in some minutes. */
  lastSeenAt: Date;
  /** Whether this is the session in which the person asks. */
  isCurrent: boolean;
};
