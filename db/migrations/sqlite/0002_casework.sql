CREATE TABLE `appeals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` integer NOT NULL,
	`finding_ids` text NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	`state` text NOT NULL,
	`upheld_ids` text,
	`decided_by` text,
	`decided_at` integer,
	`decided_day` text,
	`why` text,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "appeals_state_enum" CHECK("appeals"."state" in ('open', 'upheld', 'partly', 'rejected')),
	CONSTRAINT "appeals_decided" CHECK(("appeals"."state" = 'open') = ("appeals"."decided_at" is null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `appeals_open` ON `appeals` (`order_id`) WHERE state = 'open';--> statement-breakpoint
CREATE TABLE `approvals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`request_id` integer NOT NULL,
	`level` integer NOT NULL,
	`decision` text NOT NULL,
	`person_id` integer NOT NULL,
	`actor` text NOT NULL,
	`why` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`request_id`) REFERENCES `requests`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "approvals_decision_enum" CHECK("approvals"."decision" in ('approved', 'refused')),
	CONSTRAINT "approvals_why" CHECK("approvals"."decision" = 'approved' or "approvals"."why" is not null)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `approvals_level` ON `approvals` (`request_id`,`level`);--> statement-breakpoint
CREATE UNIQUE INDEX `approvals_person` ON `approvals` (`request_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `attachments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`subject` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`size` integer NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `attachments_subject` ON `attachments` (`subject`);--> statement-breakpoint
CREATE TABLE `calendar_days` (
	`day` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`name` text,
	CONSTRAINT "calendar_days_kind_enum" CHECK("calendar_days"."kind" in ('work', 'off'))
);
--> statement-breakpoint
CREATE TABLE `campaign_reminders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`campaign` text NOT NULL,
	`organiser_id` integer NOT NULL,
	`day` text NOT NULL,
	`site_ids` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "campaign_reminders_campaign_enum" CHECK("campaign_reminders"."campaign" in ('domain', 'annual-report'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `campaign_reminders_day` ON `campaign_reminders` (`campaign`,`organiser_id`,`day`);--> statement-breakpoint
CREATE TABLE `extensions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` integer NOT NULL,
	`wanted_on` text NOT NULL,
	`previous_due_on` text NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	`state` text NOT NULL,
	`granted_on` text,
	`decided_by` text,
	`decided_at` integer,
	`why` text,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "extensions_state_enum" CHECK("extensions"."state" in ('asked', 'granted', 'refused')),
	CONSTRAINT "extensions_decided" CHECK(("extensions"."state" = 'asked') = ("extensions"."decided_at" is null)),
	CONSTRAINT "extensions_granted" CHECK(("extensions"."state" = 'granted') = ("extensions"."granted_on" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `extensions_asked` ON `extensions` (`order_id`) WHERE state = 'asked';--> statement-breakpoint
CREATE TABLE `message_reminders` (
	`party` text NOT NULL,
	`day` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`party`, `day`)
);
--> statement-breakpoint
CREATE TABLE `message_steps` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`message_id` integer NOT NULL,
	`step` text NOT NULL,
	`from_state` text,
	`to_state` text NOT NULL,
	`organiser_id` integer,
	`person_id` integer,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	`note` text,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "message_steps_step_enum" CHECK("message_steps"."step" in ('received', 'passed', 'replied', 'rejected', 'closed', 'declined')),
	CONSTRAINT "message_steps_to_state_enum" CHECK("message_steps"."to_state" in ('waiting', 'working', 'reviewing', 'closed', 'declined'))
);
--> statement-breakpoint
CREATE INDEX `message_steps_message` ON `message_steps` (`message_id`,`id`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`number` text,
	`fingerprint` text,
	`site_id` integer,
	`site_text` text NOT NULL,
	`kind` text,
	`text` text NOT NULL,
	`received_at` integer NOT NULL,
	`received_day` text NOT NULL,
	`pass_due_on` text NOT NULL,
	`reply_due_on` text NOT NULL,
	`organiser_id` integer,
	`person_id` integer,
	`state` text NOT NULL,
	`rejections` integer DEFAULT 0 NOT NULL,
	`passed_at` integer,
	`passed_day` text,
	`replied_at` integer,
	`replied_day` text,
	`reply` text,
	`closed_at` integer,
	`closed_day` text,
	`declined_at` integer,
	`declined_day` text,
	`decline_reason` text,
	`source` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "messages_state_enum" CHECK("messages"."state" in ('waiting', 'working', 'reviewing', 'closed', 'declined')),
	CONSTRAINT "messages_source_enum" CHECK("messages"."source" in ('chat', 'file')),
	CONSTRAINT "messages_handler" CHECK("messages"."organiser_id" is null or "messages"."person_id" is null),
	CONSTRAINT "messages_waiting" CHECK("messages"."state" <> 'waiting' or ("messages"."passed_at" is null and "messages"."organiser_id" is null and "messages"."person_id" is null)),
	CONSTRAINT "messages_passed" CHECK(("messages"."passed_at" is null) = ("messages"."passed_day" is null)),
	CONSTRAINT "messages_passed_when" CHECK("messages"."state" in ('waiting', 'declined') or "messages"."passed_at" is not null or "messages"."source" = 'file'),
	CONSTRAINT "messages_replied" CHECK(("messages"."state" in ('reviewing', 'closed')) = ("messages"."replied_at" is not null) and ("messages"."replied_at" is null) = ("messages"."replied_day" is null) and ("messages"."reply" is null or "messages"."replied_at" is not null)),
	CONSTRAINT "messages_closed" CHECK(("messages"."state" = 'closed') = ("messages"."closed_at" is not null) and ("messages"."closed_at" is null) = ("messages"."closed_day" is null)),
	CONSTRAINT "messages_declined" CHECK(("messages"."state" = 'declined') = ("messages"."declined_at" is not null) and ("messages"."declined_at" is null) = ("messages"."declined_day" is null) and ("messages"."declined_at" is null) = ("messages"."decline_reason" is null)),
	CONSTRAINT "messages_order" CHECK("messages"."received_at" <= coalesce("messages"."passed_at", "messages"."received_at") and coalesce("messages"."passed_at", "messages"."received_at") <= coalesce("messages"."replied_at", "messages"."passed_at", "messages"."received_at") and "messages"."replied_at" <= coalesce("messages"."closed_at", "messages"."replied_at"))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_number_unique` ON `messages` (`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `messages_fingerprint_unique` ON `messages` (`fingerprint`);--> statement-breakpoint
CREATE INDEX `messages_state` ON `messages` (`state`,`reply_due_on`);--> statement-breakpoint
CREATE INDEX `messages_received` ON `messages` (`received_day`);--> statement-breakpoint
CREATE TABLE `opinions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`finding_id` integer NOT NULL,
	`episode` integer NOT NULL,
	`round` integer NOT NULL,
	`person_id` integer NOT NULL,
	`outcome` text NOT NULL,
	`reason` text,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	FOREIGN KEY (`finding_id`) REFERENCES `findings`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "opinions_outcome_enum" CHECK("opinions"."outcome" in ('confirmed', 'dismissed')),
	CONSTRAINT "opinions_rounds" CHECK("opinions"."round" between 1 and 3)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `opinions_round` ON `opinions` (`finding_id`,`episode`,`round`);--> statement-breakpoint
CREATE UNIQUE INDEX `opinions_person` ON `opinions` (`finding_id`,`episode`,`person_id`);--> statement-breakpoint
CREATE TABLE `order_reminders` (
	`order_id` integer NOT NULL,
	`stage` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`order_id`, `stage`),
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `order_steps` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` integer NOT NULL,
	`step` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	`note` text,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "order_steps_step_enum" CHECK("order_steps"."step" in ('made', 'read', 'answered', 'claimed', 'returned', 'checked', 'failed-again', 'signed', 'extension-asked', 'extension-granted', 'extension-refused', 'appealed', 'appeal-upheld', 'appeal-partly', 'appeal-rejected', 'reminded', 'escalated', 'undone', 'cancelled'))
);
--> statement-breakpoint
CREATE INDEX `order_steps_order` ON `order_steps` (`order_id`,`id`);--> statement-breakpoint
CREATE INDEX `order_steps_day` ON `order_steps` (`day`);--> statement-breakpoint
CREATE TABLE `period_figures` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`period` text NOT NULL,
	`data` text NOT NULL,
	`loaded_by` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `period_figures_period` ON `period_figures` (`period`);--> statement-breakpoint
CREATE TABLE `reading_notes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer NOT NULL,
	`day` text NOT NULL,
	`text` text,
	`person_id` integer NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `reading_notes_day` ON `reading_notes` (`day`,`site_id`);--> statement-breakpoint
CREATE TABLE `readings` (
	`site_id` integer NOT NULL,
	`day` text NOT NULL,
	`person_id` integer NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `day`),
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `readings_day` ON `readings` (`day`);--> statement-breakpoint
CREATE TABLE `requests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`field` text NOT NULL,
	`site_id` integer,
	`data` text NOT NULL,
	`reason` text NOT NULL,
	`state` text NOT NULL,
	`level` integer DEFAULT 0 NOT NULL,
	`levels` integer NOT NULL,
	`asked_by` text NOT NULL,
	`asked_person` integer NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	`notice_from` text,
	`notice_until` text,
	`next_on` text,
	`done_on` text,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asked_person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "requests_kind_enum" CHECK("requests"."kind" in ('open', 'rename', 'move', 'merge', 'suspend', 'close')),
	CONSTRAINT "requests_field_enum" CHECK("requests"."field" in ('registration', 'name', 'address', 'status')),
	CONSTRAINT "requests_state_enum" CHECK("requests"."state" in ('requested', 'approved', 'notice', 'suspended', 'done', 'refused', 'withdrawn')),
	CONSTRAINT "requests_site" CHECK(("requests"."kind" = 'open' and "requests"."state" <> 'done') = ("requests"."site_id" is null)),
	CONSTRAINT "requests_level" CHECK("requests"."levels" between 1 and 3 and "requests"."level" between 0 and "requests"."levels"),
	CONSTRAINT "requests_approved" CHECK("requests"."state" not in ('approved', 'notice', 'suspended', 'done') or "requests"."level" = "requests"."levels"),
	CONSTRAINT "requests_notice_days" CHECK(("requests"."notice_from" is null) = ("requests"."notice_until" is null)),
	CONSTRAINT "requests_notice" CHECK("requests"."state" <> 'notice' or "requests"."notice_until" is not null),
	CONSTRAINT "requests_next_on" CHECK(("requests"."state" in ('approved', 'notice', 'suspended')) = ("requests"."next_on" is not null)),
	CONSTRAINT "requests_done" CHECK(("requests"."state" in ('done', 'refused', 'withdrawn')) = ("requests"."done_on" is not null))
);
--> statement-breakpoint
CREATE INDEX `requests_next` ON `requests` (`next_on`);--> statement-breakpoint
CREATE UNIQUE INDEX `requests_under_way` ON `requests` (`site_id`,`field`) WHERE state in ('requested', 'approved', 'notice', 'suspended');--> statement-breakpoint
CREATE TABLE `review_queue` (
	`person_id` integer NOT NULL,
	`finding_id` integer NOT NULL,
	`shown_at` integer NOT NULL,
	`skipped_at` integer,
	PRIMARY KEY(`person_id`, `finding_id`),
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`finding_id`) REFERENCES `findings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `review_queue_finding` ON `review_queue` (`finding_id`);--> statement-breakpoint
CREATE TABLE `round_corrections` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`round_id` integer NOT NULL,
	`site_id` integer NOT NULL,
	`from_result` text NOT NULL,
	`to_result` text NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	FOREIGN KEY (`round_id`) REFERENCES `rounds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "round_corrections_from_result_enum" CHECK("round_corrections"."from_result" in ('pending', 'pass', 'fail', 'inconclusive', 'declined')),
	CONSTRAINT "round_corrections_to_result_enum" CHECK("round_corrections"."to_result" in ('pass', 'fail', 'inconclusive')),
	CONSTRAINT "round_corrections_change" CHECK("round_corrections"."from_result" <> "round_corrections"."to_result")
);
--> statement-breakpoint
CREATE INDEX `round_corrections_round` ON `round_corrections` (`round_id`,`site_id`);--> statement-breakpoint
CREATE TABLE `round_frame` (
	`round_id` integer NOT NULL,
	`site_id` integer NOT NULL,
	`key` text NOT NULL,
	`code` text,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`kind` text NOT NULL,
	`portal` integer NOT NULL,
	`region` text NOT NULL,
	`city` text NOT NULL,
	`organiser` text NOT NULL,
	`stratum` text NOT NULL,
	`carried` integer NOT NULL,
	PRIMARY KEY(`round_id`, `site_id`),
	FOREIGN KEY (`round_id`) REFERENCES `rounds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `round_sites` (
	`round_id` integer NOT NULL,
	`site_id` integer NOT NULL,
	`stratum` text NOT NULL,
	`why` text NOT NULL,
	`rank` text NOT NULL,
	`replaces` integer,
	`passed_over` text,
	`dropped_why` text,
	`dropped_by` text,
	`dropped_at` integer,
	`replaced_by` integer,
	`checked_at` integer,
	`lease_until` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`result` text DEFAULT 'pending' NOT NULL,
	`score` integer,
	`score_sheet` text,
	`result_why` text,
	`decided_by` text,
	`decided_at` integer,
	`findings` text,
	PRIMARY KEY(`round_id`, `site_id`),
	FOREIGN KEY (`round_id`) REFERENCES `rounds`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "round_sites_why_enum" CHECK("round_sites"."why" in ('drawn', 'carried', 'replacement')),
	CONSTRAINT "round_sites_result_enum" CHECK("round_sites"."result" in ('pending', 'pass', 'fail', 'inconclusive', 'declined')),
	CONSTRAINT "round_sites_dropped" CHECK(("round_sites"."dropped_at" is null) = ("round_sites"."dropped_why" is null) and ("round_sites"."dropped_at" is null) = ("round_sites"."dropped_by" is null)
          and ("round_sites"."replaced_by" is null or "round_sites"."dropped_at" is not null)),
	CONSTRAINT "round_sites_gone" CHECK("round_sites"."dropped_at" is null or "round_sites"."result" = 'pending'),
	CONSTRAINT "round_sites_replaces" CHECK(("round_sites"."why" = 'replacement') = ("round_sites"."replaces" is not null)),
	CONSTRAINT "round_sites_decided" CHECK(("round_sites"."result" = 'pending') = ("round_sites"."decided_at" is null) and ("round_sites"."decided_at" is null) = ("round_sites"."decided_by" is null)),
	CONSTRAINT "round_sites_score" CHECK(("round_sites"."score" is null) = ("round_sites"."score_sheet" is null))
);
--> statement-breakpoint
CREATE TABLE `rounds` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`period` text NOT NULL,
	`number` integer NOT NULL,
	`layer` text NOT NULL,
	`region_id` integer,
	`state` text NOT NULL,
	`quota` text NOT NULL,
	`frame_hash` text NOT NULL,
	`frame_size` integer NOT NULL,
	`frame_at` integer NOT NULL,
	`actor` text NOT NULL,
	`reason` text,
	`seed` text,
	`seed_given` integer,
	`drawn_at` integer,
	`drawn_by` text,
	`progress` text,
	`closed_at` integer,
	`closed_by` text,
	`close_reason` text,
	`ruleset` text,
	`beside` text,
	`abandoned_at` integer,
	`abandon_reason` text,
	FOREIGN KEY (`region_id`) REFERENCES `regions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "rounds_layer_enum" CHECK("rounds"."layer" in ('provincial', 'self')),
	CONSTRAINT "rounds_state_enum" CHECK("rounds"."state" in ('draft', 'drawn', 'checking', 'closed', 'abandoned')),
	CONSTRAINT "rounds_layer" CHECK(("rounds"."layer" = 'self') = ("rounds"."region_id" is not null)),
	CONSTRAINT "rounds_reason" CHECK("rounds"."number" >= 1 and ("rounds"."number" = 1) = ("rounds"."reason" is null)),
	CONSTRAINT "rounds_drawn" CHECK(("rounds"."seed" is null) = ("rounds"."drawn_at" is null) and ("rounds"."seed" is null) = ("rounds"."drawn_by" is null)
          and ("rounds"."seed" is null) = ("rounds"."seed_given" is null)),
	CONSTRAINT "rounds_draft" CHECK("rounds"."state" <> 'draft' or "rounds"."seed" is null),
	CONSTRAINT "rounds_seed" CHECK("rounds"."state" not in ('drawn', 'checking', 'closed') or "rounds"."seed" is not null),
	CONSTRAINT "rounds_closed" CHECK(("rounds"."state" = 'closed') = ("rounds"."closed_at" is not null) and ("rounds"."state" = 'closed') = ("rounds"."closed_by" is not null)
          and ("rounds"."state" = 'closed') = ("rounds"."ruleset" is not null) and ("rounds"."state" = 'closed') = ("rounds"."beside" is not null)),
	CONSTRAINT "rounds_abandoned" CHECK(("rounds"."state" = 'abandoned') = ("rounds"."abandoned_at" is not null)
          and ("rounds"."state" = 'abandoned') = ("rounds"."abandon_reason" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rounds_number` ON `rounds` (`period`,`number`) WHERE layer = 'provincial';--> statement-breakpoint
CREATE UNIQUE INDEX `rounds_number_self` ON `rounds` (`period`,`region_id`,`number`) WHERE layer = 'self';--> statement-breakpoint
CREATE UNIQUE INDEX `rounds_under_way` ON `rounds` (`period`) WHERE layer = 'provincial' and state in ('draft', 'drawn', 'checking');--> statement-breakpoint
CREATE UNIQUE INDEX `rounds_under_way_self` ON `rounds` (`period`,`region_id`) WHERE layer = 'self' and state in ('draft', 'drawn', 'checking');--> statement-breakpoint
CREATE TABLE `second_reviews` (
	`finding_id` integer NOT NULL,
	`episode` integer NOT NULL,
	`why` text NOT NULL,
	`person_id` integer,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`note` text,
	PRIMARY KEY(`finding_id`, `episode`),
	FOREIGN KEY (`finding_id`) REFERENCES `findings`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "second_reviews_why_enum" CHECK("second_reviews"."why" in ('asked', 'blind'))
);
--> statement-breakpoint
CREATE TABLE `talk_findings` (
	`talk_id` integer NOT NULL,
	`finding_id` integer NOT NULL,
	PRIMARY KEY(`talk_id`, `finding_id`),
	FOREIGN KEY (`talk_id`) REFERENCES `talks`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`finding_id`) REFERENCES `findings`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `windows` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL,
	`reason` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`ended_at` integer,
	`over_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "windows_order" CHECK("windows"."from_at" < "windows"."until_at")
);
--> statement-breakpoint
CREATE INDEX `windows_site` ON `windows` (`site_id`,`until_at`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_orders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`site_id` integer NOT NULL,
	`person_id` integer,
	`organiser_id` integer,
	`due_on` text NOT NULL,
	`working_days` integer,
	`note` text,
	`state` text NOT NULL,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	`channel` text,
	`read_at` integer,
	`read_by` text,
	`answered_at` integer,
	`stopped_on` text,
	`fixed_on` text,
	`ended_at` integer,
	`ended_day` text,
	`confirmed_ids` text NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "orders_state_enum" CHECK("__new_orders"."state" in ('open', 'claimed', 'checked', 'appealed', 'done', 'cancelled')),
	CONSTRAINT "orders_assignee" CHECK(("__new_orders"."person_id" is null) <> ("__new_orders"."organiser_id" is null)),
	CONSTRAINT "orders_ended" CHECK(("__new_orders"."state" in ('done', 'cancelled')) = ("__new_orders"."ended_at" is not null)),
	CONSTRAINT "orders_fixed" CHECK("__new_orders"."state" not in ('claimed', 'checked') or "__new_orders"."fixed_on" is not null),
	CONSTRAINT "orders_stopped" CHECK(("__new_orders"."state" = 'appealed') = ("__new_orders"."stopped_on" is not null))
);
--> statement-breakpoint
INSERT INTO `__new_orders`("id", "site_id", "person_id", "organiser_id", "due_on", "note", "state", "actor", "at", "day", "ended_at", "confirmed_ids") SELECT "id", "site_id", "person_id", "organiser_id", "due_on", "note", "state", "actor", "at", "day", "ended_at", "confirmed_ids" FROM `orders`;--> statement-breakpoint
DROP TABLE `orders`;--> statement-breakpoint
ALTER TABLE `__new_orders` RENAME TO `orders`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `orders_state` ON `orders` (`state`,`due_on`);--> statement-breakpoint
CREATE INDEX `orders_site` ON `orders` (`site_id`);--> statement-breakpoint
CREATE TABLE `__new_talks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text DEFAULT 'talk' NOT NULL,
	`state` text DEFAULT 'held' NOT NULL,
	`site_id` integer,
	`organiser_id` integer,
	`held_on` text,
	`conductor` text,
	`reason` text NOT NULL,
	`measures` text,
	`published_in` text,
	`follow_up_on` text,
	`follow_up_told` text,
	`followed_up_on` text,
	`follow_up_note` text,
	`cause` text,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text,
	`ended_by` text,
	`ended_why` text,
	FOREIGN KEY (`site_id`) REFERENCES `sites`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organiser_id`) REFERENCES `organisers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "talks_kind_enum" CHECK("__new_talks"."kind" in ('talk', 'written', 'criticism', 'exposure')),
	CONSTRAINT "talks_state_enum" CHECK("__new_talks"."state" in ('proposed', 'held', 'dropped')),
	CONSTRAINT "talks_about" CHECK("__new_talks"."site_id" is not null or "__new_talks"."organiser_id" is not null),
	CONSTRAINT "talks_held" CHECK(("__new_talks"."state" = 'held') = ("__new_talks"."held_on" is not null))
);
--> statement-breakpoint
INSERT INTO `__new_talks`("id", "site_id", "organiser_id", "held_on", "reason", "actor", "at") SELECT "id", "site_id", "organiser_id", "held_on", "reason", "actor", "at" FROM `talks`;--> statement-breakpoint
DROP TABLE `talks`;--> statement-breakpoint
ALTER TABLE `__new_talks` RENAME TO `talks`;--> statement-breakpoint
CREATE UNIQUE INDEX `talks_cause_unique` ON `talks` (`cause`);--> statement-breakpoint
ALTER TABLE `channels` ADD `filter` text;--> statement-breakpoint
ALTER TABLE `identities` ADD `direct` text;--> statement-breakpoint
CREATE TABLE `__new_reviews` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`finding_id` integer NOT NULL,
	`episode` integer,
	`outcome` text NOT NULL,
	`way` text DEFAULT 'review' NOT NULL,
	`reason` text,
	`actor` text NOT NULL,
	`at` integer NOT NULL,
	`day` text NOT NULL,
	FOREIGN KEY (`finding_id`) REFERENCES `findings`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "reviews_outcome_enum" CHECK("__new_reviews"."outcome" in ('confirmed', 'dismissed')),
	CONSTRAINT "reviews_way_enum" CHECK("__new_reviews"."way" in ('review', 'second', 'assign', 'appeal'))
);
--> statement-breakpoint
INSERT INTO `__new_reviews`("id", "finding_id", "outcome", "reason", "actor", "at", "day") SELECT "id", "finding_id", "outcome", "reason", "actor", "at", "day" FROM `reviews`;--> statement-breakpoint
DROP TABLE `reviews`;--> statement-breakpoint
ALTER TABLE `__new_reviews` RENAME TO `reviews`;--> statement-breakpoint
CREATE INDEX `reviews_finding` ON `reviews` (`finding_id`);
--> statement-breakpoint
DROP TRIGGER IF EXISTS findings_review_moves;
--> statement-breakpoint
CREATE TRIGGER findings_review_moves BEFORE UPDATE OF "review" ON "findings"
WHEN NEW.review <> OLD.review AND OLD.review || '>' || NEW.review NOT IN ('unreviewed>confirmed', 'unreviewed>dismissed', 'confirmed>dismissed', 'confirmed>unreviewed', 'dismissed>unreviewed')
BEGIN SELECT RAISE(ABORT, 'findings.review: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS orders_state_moves;
--> statement-breakpoint
CREATE TRIGGER orders_state_moves BEFORE UPDATE OF "state" ON "orders"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('open>claimed', 'open>checked', 'open>appealed', 'open>cancelled', 'claimed>open', 'claimed>checked', 'claimed>appealed', 'claimed>done', 'claimed>cancelled', 'checked>open', 'checked>done', 'checked>cancelled', 'appealed>open', 'appealed>cancelled')
BEGIN SELECT RAISE(ABORT, 'orders.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS extensions_state_moves;
--> statement-breakpoint
CREATE TRIGGER extensions_state_moves BEFORE UPDATE OF "state" ON "extensions"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('asked>granted', 'asked>refused')
BEGIN SELECT RAISE(ABORT, 'extensions.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS appeals_state_moves;
--> statement-breakpoint
CREATE TRIGGER appeals_state_moves BEFORE UPDATE OF "state" ON "appeals"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('open>upheld', 'open>partly', 'open>rejected')
BEGIN SELECT RAISE(ABORT, 'appeals.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS talks_state_moves;
--> statement-breakpoint
CREATE TRIGGER talks_state_moves BEFORE UPDATE OF "state" ON "talks"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('proposed>held', 'proposed>dropped')
BEGIN SELECT RAISE(ABORT, 'talks.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS messages_state_moves;
--> statement-breakpoint
CREATE TRIGGER messages_state_moves BEFORE UPDATE OF "state" ON "messages"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('waiting>working', 'waiting>declined', 'working>reviewing', 'working>declined', 'reviewing>working', 'reviewing>closed')
BEGIN SELECT RAISE(ABORT, 'messages.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS requests_state_moves;
--> statement-breakpoint
CREATE TRIGGER requests_state_moves BEFORE UPDATE OF "state" ON "requests"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('requested>approved', 'requested>refused', 'requested>withdrawn', 'approved>done', 'approved>notice', 'approved>suspended', 'approved>withdrawn', 'notice>done', 'notice>withdrawn', 'suspended>done', 'suspended>withdrawn')
BEGIN SELECT RAISE(ABORT, 'requests.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS rounds_state_moves;
--> statement-breakpoint
CREATE TRIGGER rounds_state_moves BEFORE UPDATE OF "state" ON "rounds"
WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('draft>drawn', 'draft>abandoned', 'drawn>checking', 'drawn>abandoned', 'checking>closed', 'checking>abandoned')
BEGIN SELECT RAISE(ABORT, 'rounds.state: no such move'); END;
--> statement-breakpoint
DROP TRIGGER IF EXISTS round_sites_result_moves;
--> statement-breakpoint
CREATE TRIGGER round_sites_result_moves BEFORE UPDATE OF "result" ON "round_sites"
WHEN NEW.result <> OLD.result AND OLD.result || '>' || NEW.result NOT IN ('pending>pass', 'pending>fail', 'pending>inconclusive', 'pending>declined', 'pass>fail', 'pass>inconclusive', 'pass>declined', 'fail>pass', 'fail>inconclusive', 'fail>declined', 'inconclusive>pass', 'inconclusive>fail', 'inconclusive>declined', 'declined>pass', 'declined>fail', 'declined>inconclusive')
BEGIN SELECT RAISE(ABORT, 'round_sites.result: no such move'); END;
