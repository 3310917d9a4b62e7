-- AlterTable
ALTER TABLE "Key" ADD COLUMN     "lastUsedTitle" TEXT,
ADD COLUMN     "nameInClients" TEXT;

-- Stored keys get names as new ones do: from a workspace, with a number from the owner's second family on.
-- Imported keys have none, because nobody sets up a client with them.
WITH base AS (
  SELECT k.id, coalesce(k."userId", k."serviceWorkspaceId") AS owner, k."familyId",
         coalesce(substring((
           SELECT w.slug FROM "KeyWorkspace" kw JOIN "Workspace" w ON w.id = kw."workspaceId"
            WHERE kw."keyId" = k.id ORDER BY w.name, w.id LIMIT 1
         ) FROM '^[a-z][a-z0-9]{0,7}'), 'latchkey') AS name
    FROM "Key" k WHERE NOT k."isLegacy"
), family AS (
  -- A rotation can change the workspaces, so the name is that of the first key of the family.
  SELECT owner, "familyId", (array_agg(name ORDER BY id))[1] AS name FROM base GROUP BY owner, "familyId"
), named AS (
  SELECT owner, "familyId", name, row_number() OVER (PARTITION BY owner, name ORDER BY "familyId") AS number FROM family
)
UPDATE "Key" k SET "nameInClients" = named.name || CASE WHEN named.number = 1 THEN '' ELSE '-' || named.number END
  FROM base JOIN named ON named.owner = base.owner AND named."familyId" = base."familyId"
 WHERE k.id = base.id;
