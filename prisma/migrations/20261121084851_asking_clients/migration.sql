-- CreateTable
CREATE TABLE "AskingClient" (
    "keyId" TEXT NOT NULL,
    "identity" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AskingClient_pkey" PRIMARY KEY ("keyId","identity")
);

-- AddForeignKey
ALTER TABLE "AskingClient" ADD CONSTRAINT "AskingClient_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "Key"("id") ON DELETE CASCADE ON UPDATE CASCADE;
