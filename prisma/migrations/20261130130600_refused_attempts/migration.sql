-- CreateTable
CREATE TABLE "KeyRefusal" (
    "id" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,
    "workspaceId" TEXT,
    "reason" TEXT NOT NULL,
    "client" TEXT,
    "address" TEXT,
    "count" INTEGER NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "KeyRefusal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "KeyRefusal_keyId_lastAt_idx" ON "KeyRefusal"("keyId", "lastAt");

-- CreateIndex
CREATE INDEX "KeyRefusal_workspaceId_idx" ON "KeyRefusal"("workspaceId");

-- CreateIndex
CREATE INDEX "KeyRefusal_lastAt_idx" ON "KeyRefusal"("lastAt");

-- AddForeignKey
ALTER TABLE "KeyRefusal" ADD CONSTRAINT "KeyRefusal_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "Key"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KeyRefusal" ADD CONSTRAINT "KeyRefusal_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
