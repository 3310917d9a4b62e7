-- CreateEnum
CREATE TYPE "AppClients" AS ENUM ('all', 'verified', 'listed');

-- AlterTable
ALTER TABLE "WorkspacePolicy" ADD COLUMN     "appClients" "AppClients" NOT NULL DEFAULT 'all',
ADD COLUMN     "appMakers" "Grantees" NOT NULL DEFAULT 'everyone',
ADD COLUMN     "listedClients" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "maxAppLifetimeDays" INTEGER;
