-- AlterTable
ALTER TABLE "ApiToken" ADD COLUMN     "leakedAt" TIMESTAMPTZ(3);
