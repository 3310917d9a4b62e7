-- AlterTable
ALTER TABLE "Session" ADD COLUMN     "confirmedEmail" TEXT;

-- CreateIndex
CREATE INDEX "Invitation_email_idx" ON "Invitation"("email");
