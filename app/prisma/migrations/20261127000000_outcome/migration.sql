-- AlterTable
ALTER TABLE "attempts" ADD COLUMN     "outcome" TEXT NOT NULL DEFAULT 'said',
ADD COLUMN     "unsure" BOOLEAN NOT NULL DEFAULT false;
