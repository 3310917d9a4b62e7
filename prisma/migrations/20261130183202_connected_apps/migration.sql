-- CreateEnum
CREATE TYPE "OAuthClientSource" AS ENUM ('dynamic', 'document', 'manual');

-- AlterTable
ALTER TABLE "Key" ADD COLUMN     "oauthClientId" TEXT,
ALTER COLUMN "tokenHash" DROP NOT NULL;

-- CreateTable
CREATE TABLE "OAuthClient" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "source" "OAuthClientSource" NOT NULL,
    "name" TEXT NOT NULL,
    "clientUri" TEXT,
    "redirectUris" TEXT[],
    "secretHash" TEXT,
    "documentAt" TIMESTAMPTZ(3),
    "blockedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OAuthClient_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OAuthCode" (
    "codeHash" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "redirectUri" TEXT NOT NULL,
    "challenge" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "lineId" TEXT NOT NULL,

    CONSTRAINT "OAuthCode_pkey" PRIMARY KEY ("codeHash")
);

-- CreateTable
CREATE TABLE "OAuthAccessToken" (
    "tokenHash" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "scopes" TEXT[],
    "lineId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "OAuthAccessToken_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateTable
CREATE TABLE "OAuthRefreshToken" (
    "tokenHash" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "lineId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "successors" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "OAuthRefreshToken_pkey" PRIMARY KEY ("tokenHash")
);

-- CreateIndex
CREATE UNIQUE INDEX "OAuthClient_clientId_key" ON "OAuthClient"("clientId");

-- CreateIndex
CREATE INDEX "OAuthClient_createdAt_idx" ON "OAuthClient"("createdAt");

-- CreateIndex
CREATE INDEX "OAuthCode_keyId_idx" ON "OAuthCode"("keyId");

-- CreateIndex
CREATE INDEX "OAuthCode_expiresAt_idx" ON "OAuthCode"("expiresAt");

-- CreateIndex
CREATE INDEX "OAuthAccessToken_keyId_createdAt_idx" ON "OAuthAccessToken"("keyId", "createdAt");

-- CreateIndex
CREATE INDEX "OAuthAccessToken_expiresAt_idx" ON "OAuthAccessToken"("expiresAt");

-- CreateIndex
CREATE INDEX "OAuthRefreshToken_keyId_createdAt_idx" ON "OAuthRefreshToken"("keyId", "createdAt");

-- CreateIndex
CREATE INDEX "OAuthRefreshToken_lineId_idx" ON "OAuthRefreshToken"("lineId");

-- CreateIndex
CREATE INDEX "Key_oauthClientId_idx" ON "Key"("oauthClientId");

-- AddForeignKey
ALTER TABLE "Key" ADD CONSTRAINT "Key_oauthClientId_fkey" FOREIGN KEY ("oauthClientId") REFERENCES "OAuthClient"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthCode" ADD CONSTRAINT "OAuthCode_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "Key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthAccessToken" ADD CONSTRAINT "OAuthAccessToken_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "Key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthRefreshToken" ADD CONSTRAINT "OAuthRefreshToken_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "Key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A connected app has no token of its own, and every other key has one.
ALTER TABLE "Key" ADD CONSTRAINT "Key_token_or_client_check"
  CHECK (("tokenHash" IS NULL) = ("oauthClientId" IS NOT NULL));

-- CreateTrigger
-- An access token that is deleted before its time may have calls and streams open.
CREATE TRIGGER "OAuthAccessToken_ring_delete" AFTER DELETE ON "OAuthAccessToken" FOR EACH ROW
  WHEN (OLD."expiresAt" > now())
  EXECUTE FUNCTION "latchkey_ring"('key', 'keyId');
CREATE TRIGGER "OAuthAccessToken_ring_update" AFTER UPDATE ON "OAuthAccessToken" FOR EACH ROW
  EXECUTE FUNCTION "latchkey_ring"('key', 'keyId');
CREATE TRIGGER "OAuthAccessToken_ring_truncate" AFTER TRUNCATE ON "OAuthAccessToken"
  EXECUTE FUNCTION "latchkey_ring"();
