CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `channels` (
	`id` text PRIMARY KEY NOT NULL,
	`title` text NOT NULL,
	`audience` text NOT NULL,
	`audience_id` integer,
	`locale` text,
	`actor` text NOT NULL,
	`bound_at` integer NOT NULL,
	`disabled_at` integer,
	`disabled_why` text,
	CONSTRAINT "channels_audience_enum" CHECK("channels"."audience" in ('office', 'region', 'organiser'))
);
--> statement-breakpoint
CREATE TABLE `dialogs` (
	`channel` text NOT NULL,
	`identity` text NOT NULL,
	`form` text NOT NULL,
	`answers` text NOT NULL,
	`place` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`channel`, `identity`)
);
--> statement-breakpoint
CREATE TABLE `digests` (
	`channel` text NOT NULL,
	`day` text NOT NULL,
	`from_at` integer NOT NULL,
	`to_at` integer NOT NULL,
	PRIMARY KEY(`channel`, `day`)
);
--> statement-breakpoint
CREATE TABLE `domain_moves` (
	`site_id` integer PRIMARY KEY NOT NULL,
	`old_host` text NOT NULL,
	`new_host` text NOT NULL,
	`notice_from` text NOT NULL,
	`notice_until` text NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `dues` (
	`site_id` integer NOT NULL,
	`kind` text NOT NULL,
	`due_at` integer NOT NULL,
	`lease_until` integer,
	`lease` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`site_id`, `kind`),
	CONSTRAINT "dues_kind_enum" CHECK("dues"."kind" in ('visit', 'second-look', 'daily'))
);
--> statement-breakpoint
CREATE INDEX `dues_at` ON `dues` (`due_at`);--> statement-breakpoint
CREATE TABLE `episodes` (
	`finding_id` integer NOT NULL,
	`n` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`opened_day` text NOT NULL,
	`cleared_at` integer,
	`cleared_day` text,
	`evidence` text,
	`clear_evidence` text,
	PRIMARY KEY(`finding_id`, `n`),
	FOREIGN KEY (`finding_id`) REFERENCES `findings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `evidence` (
	`hash` text PRIMARY KEY NOT NULL,
	`size` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `evidence_bodies` (
	`hash` text PRIMARY KEY NOT NULL,
	`body` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `evidence_uses` (
	`hash` text NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`hash`, `subject`)
);
--> statement-breakpoint
CREATE TABLE `findings` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer NOT NULL,
	`check_id` text NOT NULL,
	`message_id` text NOT NULL,
	`key` text NOT NULL,
	`check_version` integer NOT NULL,
	`level` text NOT NULL,
	`indicator` text,
	`data` text NOT NULL,
	`place` text NOT NULL,
	`state` text NOT NULL,
	`review` text DEFAULT 'unreviewed' NOT NULL,
	`quiet_until` text,
	`episode` integer DEFAULT 1 NOT NULL,
	`baseline` integer NOT NULL,
	`evidence` text,
	`opened_at` integer NOT NULL,
	`opened_day` text NOT NULL,
	`last_seen_at` integer NOT NULL,
	`cleared_at` integer,
	`cleared_day` text,
	`told_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "findings_level_enum" CHECK("findings"."level" in ('veto', 'fault', 'warning', 'info')),
	CONSTRAINT "findings_state_enum" CHECK("findings"."state" in ('open', 'cleared')),
	CONSTRAINT "findings_review_enum" CHECK("findings"."review" in ('unreviewed', 'confirmed', 'dismissed')),
	CONSTRAINT "findings_cleared" CHECK(("findings"."state" = 'cleared') = ("findings"."cleared_at" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `findings_identity` ON `findings` (`site_id`,`check_id`,`message_id`,`key`);--> statement-breakpoint
CREATE INDEX `findings_state` ON `findings` (`state`,`review`);--> statement-breakpoint
CREATE INDEX `findings_opened` ON `findings` (`opened_day`);--> statement-breakpoint
CREATE TABLE `grants` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`person_id` integer NOT NULL,
	`role` text NOT NULL,
	`scope` text NOT NULL,
	`scope_id` integer,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "grants_role_enum" CHECK("grants"."role" in ('contact', 'viewer', 'inspector', 'supervisor', 'admin')),
	CONSTRAINT "grants_scope_enum" CHECK("grants"."scope" in ('all', 'region', 'organiser')),
	CONSTRAINT "grants_scope" CHECK(("grants"."scope" = 'all') = ("grants"."scope_id" is null))
);
--> statement-breakpoint
CREATE INDEX `grants_person` ON `grants` (`person_id`);--> statement-breakpoint
CREATE TABLE `identities` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`username` text,
	`name` text NOT NULL,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `identities_username` ON `identities` (`username`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_id` text NOT NULL,
	`channel` text NOT NULL,
	`payload` text NOT NULL,
	`received_at` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`done_at` integer,
	`note` text,
	CONSTRAINT "inbox_state_enum" CHECK("inbox"."state" in ('waiting', 'done', 'failed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_event_id_unique` ON `inbox` (`event_id`);--> statement-breakpoint
CREATE INDEX `inbox_state` ON `inbox` (`state`,`id`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`data` text NOT NULL,
	`state` text NOT NULL,
	`lease_until` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`at` integer NOT NULL,
	`note` text,
	CONSTRAINT "jobs_state_enum" CHECK("jobs"."state" in ('queued', 'done', 'failed'))
);
--> statement-breakpoint
CREATE INDEX `jobs_state` ON `jobs` (`state`,`id`);--> statement-breakpoint
CREATE TABLE `kinds` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`aliases` text NOT NULL,
	`tier` text NOT NULL,
	`portal` integer NOT NULL,
	CONSTRAINT "kinds_tier_enum" CHECK("kinds"."tier" in ('province', 'department', 'city', 'county', 'township', 'other'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `kinds_name_unique` ON `kinds` (`name`);--> statement-breakpoint
CREATE TABLE `link_verdicts` (
	`url` text PRIMARY KEY NOT NULL,
	`verdict` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mutes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`target` text NOT NULL,
	`target_id` text NOT NULL,
	`until` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	CONSTRAINT "mutes_target_enum" CHECK("mutes"."target" in ('finding', 'site', 'check'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mutes_target` ON `mutes` (`target`,`target_id`);--> statement-breakpoint
CREATE TABLE `order_findings` (
	`order_id` integer NOT NULL,
	`finding_id` integer NOT NULL,
	PRIMARY KEY(`order_id`, `finding_id`),
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`finding_id`) REFERENCES `findings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `order_findings_finding` ON `order_findings` (`finding_id`);--> statement-breakpoint
CREATE TABLE `orders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer NOT NULL,
	`person_id` integer,
	`organiser_id` integer,
	`due_on` text NOT NULL,
	`note` text,
	`state` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	`ended_at` integer,
	`confirmed_ids` text NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "orders_state_enum" CHECK("orders"."state" in ('open', 'done', 'cancelled')),
	CONSTRAINT "orders_assignee" CHECK(("orders"."person_id" is null) <> ("orders"."organiser_id" is null)),
	CONSTRAINT "orders_ended" CHECK(("orders"."state" = 'open') = ("orders"."ended_at" is null))
);
--> statement-breakpoint
CREATE INDEX `orders_state` ON `orders` (`state`,`due_on`);--> statement-breakpoint
CREATE TABLE `organisers` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `organisers_name_unique` ON `organisers` (`name`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`channel` text NOT NULL,
	`lane` text NOT NULL,
	`subject` text NOT NULL,
	`event` text NOT NULL,
	`ids` text NOT NULL,
	`card` text,
	`reply_to` text,
	`thread` text,
	`edit_of` integer,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer,
	`at` integer NOT NULL,
	`sending_at` integer,
	`sent_at` integer,
	`message_id` text,
	`text` text,
	`note` text,
	CONSTRAINT "outbox_lane_enum" CHECK("outbox"."lane" in ('answer', 'news', 'progress')),
	CONSTRAINT "outbox_state_enum" CHECK("outbox"."state" in ('waiting', 'sending', 'sent', 'refused', 'folded'))
);
--> statement-breakpoint
CREATE INDEX `outbox_state` ON `outbox` (`state`,`channel`,`id`);--> statement-breakpoint
CREATE INDEX `outbox_message` ON `outbox` (`channel`,`message_id`);--> statement-breakpoint
CREATE INDEX `outbox_edit` ON `outbox` (`edit_of`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`left_at` integer
);
--> statement-breakpoint
CREATE TABLE `probe_days` (
	`site_id` integer NOT NULL,
	`day` text NOT NULL,
	`opened` integer NOT NULL,
	`missed` integer NOT NULL,
	`declined` integer NOT NULL,
	`unmeasured` integer NOT NULL,
	`disputed` integer NOT NULL,
	`probes` text NOT NULL,
	PRIMARY KEY(`site_id`, `day`)
);
--> statement-breakpoint
CREATE TABLE `regions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`code` text,
	`name` text NOT NULL,
	`parent_id` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `regions_name_unique` ON `regions` (`name`);--> statement-breakpoint
CREATE TABLE `results` (
	`site_id` integer NOT NULL,
	`check_id` text NOT NULL,
	`outcome` text NOT NULL,
	`level` text,
	`reason` text,
	`digest` text NOT NULL,
	`holds_until` integer,
	`at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `check_id`),
	CONSTRAINT "results_outcome_enum" CHECK("results"."outcome" in ('pass', 'fail', 'not-applicable', 'inconclusive'))
);
--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`finding_id` integer NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	FOREIGN KEY (`finding_id`) REFERENCES `findings`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "reviews_outcome_enum" CHECK("reviews"."outcome" in ('confirmed', 'dismissed'))
);
--> statement-breakpoint
CREATE TABLE `seals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`day` text NOT NULL,
	`from_id` integer NOT NULL,
	`to_id` integer NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `seals_from_id_unique` ON `seals` (`from_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `site_history` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer NOT NULL,
	`field` text NOT NULL,
	`value` text,
	`since` integer NOT NULL,
	`until` integer,
	`actor` text NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "site_history_field_enum" CHECK("site_history"."field" in ('code', 'url', 'name', 'organiser', 'status'))
);
--> statement-breakpoint
CREATE INDEX `site_history_site` ON `site_history` (`site_id`,`field`);--> statement-breakpoint
CREATE TABLE `sites` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`code` text,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`host` text NOT NULL,
	`kind_id` integer,
	`kind_text` text,
	`region_id` integer,
	`region_text` text,
	`organiser_id` integer,
	`supervisor_id` integer,
	`status` text NOT NULL,
	`extra` text NOT NULL,
	`created_at` integer NOT NULL,
	`baseline_at` integer,
	FOREIGN KEY (`kind_id`) REFERENCES `kinds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`region_id`) REFERENCES `regions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`supervisor_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "sites_status_enum" CHECK("sites"."status" in ('running', 'exempt', 'suspended', 'closing', 'closed'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sites_code_unique` ON `sites` (`code`);--> statement-breakpoint
CREATE UNIQUE INDEX `sites_url_unique` ON `sites` (`url`);--> statement-breakpoint
CREATE INDEX `sites_host` ON `sites` (`host`);--> statement-breakpoint
CREATE INDEX `sites_region` ON `sites` (`region_id`);--> statement-breakpoint
CREATE TABLE `talk_persons` (
	`talk_id` integer NOT NULL,
	`name` text NOT NULL,
	PRIMARY KEY(`talk_id`, `name`),
	FOREIGN KEY (`talk_id`) REFERENCES `talks`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `talks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer,
	`organiser_id` integer,
	`held_on` text NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "talks_about" CHECK("talks"."site_id" is not null or "talks"."organiser_id" is not null)
);
--> statement-breakpoint
CREATE TABLE `threads` (
	`channel` text NOT NULL,
	`subject` text NOT NULL,
	`message_id` text NOT NULL,
	PRIMARY KEY(`channel`, `subject`)
);
--> statement-breakpoint
CREATE INDEX `threads_message` ON `threads` (`channel`,`message_id`);--> statement-breakpoint
CREATE TABLE `visits` (
	`site_id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`ms` integer NOT NULL,
	`outcome` text NOT NULL,
	`failure` text,
	`facts` text NOT NULL
);
