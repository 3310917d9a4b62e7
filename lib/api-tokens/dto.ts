import type { ApiScope } from "#lib/auth/api-scopes";
import type { KeyStatus } from "#lib/keys/access/status";

/** A personal token for the API, as its owner sees it. */
export type ApiTokenView = {
  id: string;
  name: string;
  /** `latchkey_pat_2abc1…ef789`. */
  mask: string;
  scopes: ApiScope[];
  status: KeyStatus;
  /** When the token was reported as leaked and so revoked; null if it never was. */
  leakedAt: Date | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUse: { at: Date; address: string | null; app: string | null } | null;
};

/** A new API token. This is the only place where the token itself ever appears. */
export type CreatedApiToken = { apiToken: ApiTokenView; token: string };

/** How many usable API tokens, keys and connected apps a person has. */
export type OwnCredentials = { apiTokens: number; keys: number; apps: number };
