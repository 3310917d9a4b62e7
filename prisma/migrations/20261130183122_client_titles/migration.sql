-- AlterTable
ALTER TABLE "UsageEvent" ADD COLUMN     "clientTitle" TEXT;
