-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "confirmDestructive" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "Upstream" ADD COLUMN     "callTimeoutSeconds" INTEGER;

-- CreateTable
CREATE TABLE "UsageEvent" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "keyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "workspaceId" TEXT,
    "upstreamId" TEXT,
    "method" TEXT NOT NULL,
    "name" TEXT,
    "outcome" TEXT NOT NULL,
    "durationMs" REAL NOT NULL,
    "client" TEXT,
    "clientVersion" TEXT,
    "address" TEXT,
    "requestId" TEXT NOT NULL,

    CONSTRAINT "UsageEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "UsageDay" (
    "day" DATE NOT NULL,
    "keyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL DEFAULT '',
    "upstreamId" TEXT NOT NULL DEFAULT '',
    "method" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "totalMs" DOUBLE PRECISION NOT NULL,
    "maxMs" REAL NOT NULL,

    CONSTRAINT "UsageDay_pkey" PRIMARY KEY ("day","keyId","upstreamId","method","name","outcome")
);

-- CreateIndex
CREATE INDEX "UsageEvent_keyId_at_idx" ON "UsageEvent"("keyId", "at");

-- CreateIndex
CREATE INDEX "UsageEvent_workspaceId_at_idx" ON "UsageEvent"("workspaceId", "at");

-- CreateIndex
CREATE INDEX "UsageEvent_at_idx" ON "UsageEvent"("at");

-- CreateIndex
CREATE INDEX "UsageDay_workspaceId_day_idx" ON "UsageDay"("workspaceId", "day");
