-- CreateEnum
CREATE TYPE "AppClients" AS ENUM ('all', 'verified', 'listed');

-- AlterTable
ALTER TABLE "WorkspacePolicy" ADD COLUMN     "appClients" "AppClients" NOT NULL DEFAULT 'all',
ADD COLUMN     "appMakers" "Grantees" NOT NULL DEFAULT 'everyone',
ADD COLUMN     "listedClients" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "maxAppLifetimeDays" INTEGER;

-- The lookup of a connected app reads its client, too.
DROP TRIGGER "Key_ring_update" ON "Key";
CREATE TRIGGER "Key_ring_update" AFTER UPDATE ON "Key" FOR EACH ROW
  WHEN ((OLD."id", OLD."userId", OLD."serviceWorkspaceId", OLD."oauthClientId", OLD."tokenHash", OLD."scopes",
         OLD."environment", OLD."allServers", OLD."createdAt", OLD."expiresAt", OLD."revokedAt")
    IS DISTINCT FROM (NEW."id", NEW."userId", NEW."serviceWorkspaceId", NEW."oauthClientId", NEW."tokenHash",
         NEW."scopes", NEW."environment", NEW."allServers", NEW."createdAt", NEW."expiresAt", NEW."revokedAt"))
  EXECUTE FUNCTION "latchkey_ring"('key', 'id');

-- CreateTrigger
-- An admin who blocks a client ends all its apps. This is rare, so it rings once for all keys.
CREATE TRIGGER "OAuthClient_ring_update" AFTER UPDATE OF "blockedAt" ON "OAuthClient" FOR EACH STATEMENT
  EXECUTE FUNCTION "latchkey_ring"();
