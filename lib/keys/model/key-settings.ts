import type { Prisma } from "#lib/db/client";

/**
 * The settings of a key: everything that a person chooses for it. A rotation keeps all of them, the audit log names all
 * of them, and a list or page may show any of them.
 *
 * A new setting begins here. The compiler then names each place that has to decide about it.
 */
export type KeySettings = {
  /** Null for a key without a name. */
  name: string | null;
  /**
   * The name under which clients list Latchkey with this key; null for an imported key. It replaces the entry of an
   * earlier key of the family in a client, and no two usable keys of one owner have the same, families excepted.
   */
  nameInClients: string | null;
  scopes: readonly string[];
  /** The only environment whose MCP servers the key reaches; null for all environments. */
  environment: string | null;
  /** Null for a key that never expires. */
  expiresAt: Date | null;
  workspaceIds: readonly string[];
  /** The only MCP servers that the key reaches; null for all servers of its workspaces, those connected later too. */
  serverIds: readonly string[] | null;
};

export type SettingName = keyof KeySettings;

/** The settings that a row of `Key` and a view of a key hold under the same name. */
export type PlainSettings = Omit<KeySettings, "workspaceIds" | "serverIds">;

/** The settings that are columns of `Key`, to select them. */
export const PLAIN_SETTING_COLUMNS = {
  name: true,
  nameInClients: true,
  scopes: true,
  environment: true,
  expiresAt: true,
} as const satisfies Record<keyof PlainSettings, true>;

export const SETTING_NAMES = [
  ...(Object.keys(PLAIN_SETTING_COLUMNS) as (keyof PlainSettings)[]),
  "workspaceIds",
  "serverIds",
] as const satisfies readonly SettingName[];

type KeyColumn = Prisma.KeyScalarFieldEnum;

/**
 * The columns of `Key` that hold no setting: who owns the key, its token, its history and its use. A new column of
 * `Key` does not compile until it stands here or in `SETTING_OF_COLUMN`.
 */
export const COLUMNS_WITHOUT_SETTING = [
  "id",
  "userId",
  "serviceWorkspaceId",
  "madeById",
  "oauthClientId",
  "tokenHash",
  "tokenStart",
  "tokenEnd",
  "createdAt",
  "updatedAt",
  "revokedAt",
  "revokedById",
  "revokedReason",
  "leakedAt",
  "familyId",
  "rotatedFromId",
  "isLegacy",
  "lastUsedAt",
  "lastUsedClient",
  "lastUsedVersion",
  "lastUsedTitle",
  "lastUsedAddress",
] as const satisfies readonly KeyColumn[];

type SettingColumn = Exclude<KeyColumn, (typeof COLUMNS_WITHOUT_SETTING)[number]>;

/** The setting that each other column of `Key` holds. */
export const SETTING_OF_COLUMN = {
  name: "name",
  nameInClients: "nameInClients",
  scopes: "scopes",
  environment: "environment",
  expiresAt: "expiresAt",
  // Without it, an empty list of servers would mean the same as no limit.
  allServers: "serverIds",
} as const satisfies Record<SettingColumn, SettingName>;

/**
 * The setting that each relation of `Key` holds; null for those that hold none. A new relation has to be decided, too.
 */
export const SETTING_OF_RELATION = {
  workspaces: "workspaceIds",
  servers: "serverIds",
  user: null,
  serviceWorkspace: null,
  madeBy: null,
  revokedBy: null,
  rotatedFrom: null,
  replacedBy: null,
  askingClients: null,
  refusals: null,
  oauthClient: null,
  codes: null,
  accessTokens: null,
  refreshTokens: null,
} as const satisfies Record<keyof Prisma.$KeyPayload["objects"], SettingName | null>;

/** What has to be selected of a key to read its settings. */
export const SETTINGS_SELECT = {
  ...PLAIN_SETTING_COLUMNS,
  allServers: true,
  workspaces: { select: { workspaceId: true } },
  servers: { select: { upstreamId: true } },
} as const satisfies Prisma.KeySelect;

type SettingsRow = PlainSettings & {
  allServers: boolean;
  workspaces: readonly { workspaceId: string }[];
  servers: readonly { upstreamId: string }[];
};

/** Reads the settings of a key from its row, with the workspaces and servers that were selected. */
export function settingsOfRow(row: SettingsRow): KeySettings {
  return {
    ...plainSettings(row),
    workspaceIds: row.workspaces.map(({ workspaceId }) => workspaceId),
    serverIds: row.allServers ? null : row.servers.map(({ upstreamId }) => upstreamId),
  };
}

/** Takes the settings that are columns of `Key` out of a row or a view. */
export function plainSettings<Settings extends PlainSettings>(source: Settings): Pick<Settings, keyof PlainSettings> {
  const { name, nameInClients, scopes, environment, expiresAt } = source;
  return { name, nameInClients, scopes, environment, expiresAt };
}

/** Turns settings into the columns of `Key` to write. The links to workspaces and servers are rows of other tables. */
export function settingColumns(settings: KeySettings) {
  const { scopes, ...plain } = plainSettings(settings);
  return { ...plain, scopes: [...scopes], allServers: settings.serverIds === null } satisfies Record<
    SettingColumn,
    unknown
  >;
}

/** Turns settings into what a new key writes: the columns, and the links to its workspaces and servers. */
export function newKeyColumns(settings: KeySettings) {
  return {
    ...settingColumns(settings),
    workspaces: { create: settings.workspaceIds.map((workspaceId) => ({ workspaceId })) },
    servers: { create: settings.serverIds?.map((upstreamId) => ({ upstreamId })) ?? [] },
  };
}
