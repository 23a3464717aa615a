ALTER TABLE "sessions" ADD COLUMN "variables" text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "kernel_generation" integer DEFAULT 0 NOT NULL;