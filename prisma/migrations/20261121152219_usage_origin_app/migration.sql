-- AlterTable
ALTER TABLE "UsageEvent" ADD COLUMN     "originApp" TEXT;
