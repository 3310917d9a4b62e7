-- CreateEnum
CREATE TYPE "Grantees" AS ENUM ('everyone', 'admins');

-- DropIndex
DROP INDEX "AuditEvent_workspaceId_at_idx";

-- AlterTable
ALTER TABLE "Upstream" ADD COLUMN     "environment" TEXT NOT NULL DEFAULT 'production';

-- AlterTable
ALTER TABLE "Key" ADD COLUMN     "allServers" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "environment" TEXT,
ADD COLUMN     "familyId" TEXT,
ADD COLUMN     "isLegacy" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "leakedAt" TIMESTAMPTZ(3),
ADD COLUMN     "madeById" TEXT,
ADD COLUMN     "rotatedFromId" TEXT,
ADD COLUMN     "serviceWorkspaceId" TEXT,
ALTER COLUMN "userId" DROP NOT NULL;

-- Every key that was made before is the first of its family.
UPDATE "Key" SET "familyId" = "id";
ALTER TABLE "Key" ALTER COLUMN "familyId" SET NOT NULL;

-- A key has one owner: a person or a workspace.
ALTER TABLE "Key" ADD CONSTRAINT "Key_one_owner" CHECK (("userId" IS NULL) <> ("serviceWorkspaceId" IS NULL));

-- AlterTable
ALTER TABLE "AuditEvent" ADD COLUMN     "actorKind" TEXT NOT NULL DEFAULT 'user',
ADD COLUMN     "after" JSONB,
ADD COLUMN     "before" JSONB,
ADD COLUMN     "count" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "originApp" TEXT,
ADD COLUMN     "targetName" TEXT;

-- CreateTable
CREATE TABLE "WorkspacePolicy" (
    "workspaceId" TEXT NOT NULL,
    "maxLifetimeDays" INTEGER,
    "expiryRequired" BOOLEAN NOT NULL DEFAULT false,
    "fullAccess" "Grantees" NOT NULL DEFAULT 'everyone',
    "keyMakers" "Grantees" NOT NULL DEFAULT 'everyone',
    "networks" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WorkspacePolicy_pkey" PRIMARY KEY ("workspaceId")
);

-- CreateTable
CREATE TABLE "KeyServer" (
    "keyId" TEXT NOT NULL,
    "upstreamId" TEXT NOT NULL,

    CONSTRAINT "KeyServer_pkey" PRIMARY KEY ("keyId","upstreamId")
);

-- CreateTable
CREATE TABLE "Notice" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "readAt" TIMESTAMPTZ(3),
    "mailedAt" TIMESTAMPTZ(3),
    "mailAttempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "encryptedSecret" TEXT NOT NULL,
    "events" TEXT[],
    "disabledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" TEXT NOT NULL,
    "webhookId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "deliveredAt" TIMESTAMPTZ(3),
    "lastAttemptAt" TIMESTAMPTZ(3),
    "lastStatus" INTEGER,
    "lastFailure" TEXT,

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RefusedAttempt" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "address" TEXT NOT NULL,
    "problem" TEXT NOT NULL,
    "keyId" TEXT,
    "tokenStart" TEXT,
    "client" TEXT,

    CONSTRAINT "RefusedAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "KeyServer_upstreamId_idx" ON "KeyServer"("upstreamId");

-- CreateIndex
CREATE INDEX "Notice_mailedAt_idx" ON "Notice"("mailedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_userId_kind_keyId_key" ON "Notice"("userId", "kind", "keyId");

-- CreateIndex
CREATE INDEX "Webhook_workspaceId_idx" ON "Webhook"("workspaceId");

-- CreateIndex
CREATE INDEX "WebhookDelivery_nextAttemptAt_idx" ON "WebhookDelivery"("nextAttemptAt");

-- CreateIndex
CREATE INDEX "WebhookDelivery_webhookId_createdAt_idx" ON "WebhookDelivery"("webhookId", "createdAt");

-- CreateIndex
CREATE INDEX "RefusedAttempt_keyId_at_idx" ON "RefusedAttempt"("keyId", "at");

-- CreateIndex
CREATE INDEX "RefusedAttempt_address_at_idx" ON "RefusedAttempt"("address", "at");

-- CreateIndex
CREATE INDEX "RefusedAttempt_at_idx" ON "RefusedAttempt"("at");

-- CreateIndex
CREATE UNIQUE INDEX "Key_rotatedFromId_key" ON "Key"("rotatedFromId");

-- CreateIndex
CREATE INDEX "Key_serviceWorkspaceId_idx" ON "Key"("serviceWorkspaceId");

-- CreateIndex
CREATE INDEX "Key_familyId_idx" ON "Key"("familyId");

-- CreateIndex
CREATE INDEX "Key_expiresAt_idx" ON "Key"("expiresAt");

-- CreateIndex
CREATE INDEX "AuditEvent_workspaceId_at_id_idx" ON "AuditEvent"("workspaceId", "at", "id");

-- CreateIndex
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");

-- AddForeignKey
ALTER TABLE "WorkspacePolicy" ADD CONSTRAINT "WorkspacePolicy_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Key" ADD CONSTRAINT "Key_serviceWorkspaceId_fkey" FOREIGN KEY ("serviceWorkspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Key" ADD CONSTRAINT "Key_madeById_fkey" FOREIGN KEY ("madeById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Key" ADD CONSTRAINT "Key_rotatedFromId_fkey" FOREIGN KEY ("rotatedFromId") REFERENCES "Key"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeyServer" ADD CONSTRAINT "KeyServer_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "Key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeyServer" ADD CONSTRAINT "KeyServer_upstreamId_fkey" FOREIGN KEY ("upstreamId") REFERENCES "Upstream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Webhook" ADD CONSTRAINT "Webhook_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A legacy token reaches every workspace of its owner, those joined later too. Here and not where members are added, so
-- that no way of becoming a member can forget it.
CREATE FUNCTION "latchkey_extend_legacy_keys"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "KeyWorkspace" ("keyId", "workspaceId")
  SELECT k."id", NEW."workspaceId" FROM "Key" k
   WHERE k."userId" = NEW."userId" AND k."isLegacy" AND k."revokedAt" IS NULL
      ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
CREATE TRIGGER "Membership_extend_legacy_keys" AFTER INSERT ON "Membership" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_extend_legacy_keys"();

-- The bell (see the migration of that name) rings for what decides from now on as well.
DROP TRIGGER "Key_ring_update" ON "Key";
CREATE TRIGGER "Key_ring_update" AFTER UPDATE ON "Key" FOR EACH ROW
  WHEN ((OLD."id", OLD."userId", OLD."serviceWorkspaceId", OLD."tokenHash", OLD."scopes", OLD."environment",
         OLD."allServers", OLD."createdAt", OLD."expiresAt", OLD."revokedAt")
    IS DISTINCT FROM (NEW."id", NEW."userId", NEW."serviceWorkspaceId", NEW."tokenHash", NEW."scopes",
         NEW."environment", NEW."allServers", NEW."createdAt", NEW."expiresAt", NEW."revokedAt"))
  EXECUTE FUNCTION "latchkey_ring"('key', 'id');

CREATE TRIGGER "KeyServer_ring" AFTER INSERT OR UPDATE OR DELETE ON "KeyServer" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_ring"('key', 'keyId');
CREATE TRIGGER "KeyServer_ring_truncate" AFTER TRUNCATE ON "KeyServer" EXECUTE FUNCTION "latchkey_ring"();

CREATE TRIGGER "WorkspacePolicy_ring" AFTER INSERT OR UPDATE OR DELETE ON "WorkspacePolicy" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_ring"('workspace', 'workspaceId');
CREATE TRIGGER "WorkspacePolicy_ring_truncate" AFTER TRUNCATE ON "WorkspacePolicy" EXECUTE FUNCTION "latchkey_ring"();

-- A policy may let admins alone do something, so a role decides now.
DROP TRIGGER "Membership_ring_update" ON "Membership";
CREATE TRIGGER "Membership_ring_update" AFTER UPDATE ON "Membership" FOR EACH ROW
  WHEN ((OLD."workspaceId", OLD."userId", OLD."role") IS DISTINCT FROM (NEW."workspaceId", NEW."userId", NEW."role"))
  EXECUTE FUNCTION "latchkey_ring"('user', 'userId');

DROP TRIGGER "Upstream_ring_update" ON "Upstream";
CREATE TRIGGER "Upstream_ring_update" AFTER UPDATE ON "Upstream" FOR EACH ROW
  WHEN ((OLD."id", OLD."workspaceId", OLD."slug", OLD."environment", OLD."revision", OLD."disabledAt")
    IS DISTINCT FROM (NEW."id", NEW."workspaceId", NEW."slug", NEW."environment", NEW."revision", NEW."disabledAt"))
  EXECUTE FUNCTION "latchkey_ring"('workspace', 'workspaceId');
