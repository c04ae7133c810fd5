CREATE TABLE `articles` (
	`site_id` integer NOT NULL,
	`url` text NOT NULL,
	`title` text NOT NULL,
	`read` text,
	`listed` text,
	`seen_on` text NOT NULL,
	PRIMARY KEY(`site_id`, `url`),
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `articles_seen` ON `articles` (`seen_on`);--> statement-breakpoint
CREATE TABLE `baselines` (
	`site_id` integer PRIMARY KEY NOT NULL,
	`portrait` text NOT NULL,
	`on` text NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `checkins` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer NOT NULL,
	`check_id` text NOT NULL,
	`outcome` text NOT NULL,
	`note` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "checkins_outcome_enum" CHECK("checkins"."outcome" in ('ok', 'fault'))
);
--> statement-breakpoint
CREATE INDEX `checkins_site` ON `checkins` (`site_id`,`check_id`);--> statement-breakpoint
CREATE TABLE `columns` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer NOT NULL,
	`url` text NOT NULL,
	`title` text NOT NULL,
	`type` text NOT NULL,
	`state` text NOT NULL,
	`days` integer,
	`note` text,
	`newest` text,
	`blank` integer NOT NULL,
	`read_on` text,
	`seen_on` text NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "columns_type_enum" CHECK("columns"."type" in ('news', 'notice', 'yearly', 'other')),
	CONSTRAINT "columns_state_enum" CHECK("columns"."state" in ('discovered', 'confirmed', 'exempt'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `columns_url` ON `columns` (`site_id`,`url`);--> statement-breakpoint
CREATE TABLE `paragraphs` (
	`hash` text PRIMARY KEY NOT NULL,
	`hits` text NOT NULL,
	`seen_on` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `paragraphs_seen` ON `paragraphs` (`seen_on`);--> statement-breakpoint
CREATE TABLE `terms` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`instead` text,
	`since` text,
	`site_id` integer,
	`note` text,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "terms_kind_enum" CHECK("terms"."kind" in ('forbidden', 'outdated', 'advertising', 'person', 'renamed', 'allowed'))
);
--> statement-breakpoint
CREATE INDEX `terms_kind` ON `terms` (`kind`,`text`);--> statement-breakpoint
ALTER TABLE `results` ADD `prepared` text;