import type { Role } from "#lib/auth/permissions";

/** A workspace as one of its members sees it. */
export type WorkspaceView = { id: string; name: string; slug: string; role: Role };
