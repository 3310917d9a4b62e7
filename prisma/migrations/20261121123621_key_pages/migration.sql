-- DropIndex
DROP INDEX "Key_serviceWorkspaceId_idx";

-- DropIndex
DROP INDEX "KeyWorkspace_workspaceId_idx";

-- CreateIndex
CREATE INDEX "Key_serviceWorkspaceId_id_idx" ON "Key"("serviceWorkspaceId", "id");

-- CreateIndex
CREATE INDEX "KeyWorkspace_workspaceId_keyId_idx" ON "KeyWorkspace"("workspaceId", "keyId");
