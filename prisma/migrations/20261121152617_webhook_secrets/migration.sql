-- AlterTable
ALTER TABLE "Notice" ADD COLUMN     "webhookId" TEXT,
ALTER COLUMN "keyId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN     "encryptedOldSecret" TEXT,
ADD COLUMN     "oldSecretUntil" TIMESTAMPTZ(3);

-- CreateIndex
CREATE UNIQUE INDEX "Notice_webhookId_userId_kind_key" ON "Notice"("webhookId", "userId", "kind");

-- AddForeignKey
ALTER TABLE "Notice" ADD CONSTRAINT "Notice_webhookId_fkey" FOREIGN KEY ("webhookId") REFERENCES "Webhook"("id") ON DELETE CASCADE ON UPDATE CASCADE;
