-- CreateTable
CREATE TABLE "EncryptionProbe" (
    "id" INTEGER NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "EncryptionProbe_pkey" PRIMARY KEY ("id")
);

-- The table has one row at most.
ALTER TABLE "EncryptionProbe" ADD CONSTRAINT "EncryptionProbe_one_row" CHECK ("id" = 1);
