-- AlterTable
ALTER TABLE "Notice" ADD COLUMN     "mailAfter" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Webhook" ADD COLUMN     "disabledReason" TEXT;

-- CreateIndex
CREATE INDEX "WebhookDelivery_createdAt_idx" ON "WebhookDelivery"("createdAt");
