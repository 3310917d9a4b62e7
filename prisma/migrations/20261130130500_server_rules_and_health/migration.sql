-- CreateEnum
CREATE TYPE "UnhintedTools" AS ENUM ('writing', 'read_only');

-- CreateEnum
CREATE TYPE "ServerConfirmation" AS ENUM ('as_workspace', 'never', 'always');

-- AlterTable
ALTER TABLE "Upstream" ADD COLUMN     "callFailedAt" TIMESTAMPTZ(3),
ADD COLUMN     "callFailureCode" TEXT,
ADD COLUMN     "callFailureMessage" TEXT,
ADD COLUMN     "checkAt" TIMESTAMPTZ(3),
ADD COLUMN     "confirmDestructive" "ServerConfirmation" NOT NULL DEFAULT 'as_workspace',
ADD COLUMN     "failedCalls" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "toldAt" TIMESTAMPTZ(3),
ADD COLUMN     "toolsWithoutHints" "UnhintedTools" NOT NULL DEFAULT 'writing',
ADD COLUMN     "troubledSince" TIMESTAMPTZ(3),
ADD COLUMN     "worksAgainSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Notice" ADD COLUMN     "upstreamId" TEXT;

-- CreateIndex
CREATE INDEX "Upstream_checkAt_idx" ON "Upstream"("checkAt");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_upstreamId_userId_kind_key" ON "Notice"("upstreamId", "userId", "kind");

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_upstreamId_fkey" FOREIGN KEY ("upstreamId") REFERENCES "Upstream"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Servers that fail now are watched from now on.
UPDATE "Upstream" SET "troubledSince" = "failedAt", "checkAt" = now() WHERE "failureCode" IS NOT NULL AND "disabledAt" IS NULL;
