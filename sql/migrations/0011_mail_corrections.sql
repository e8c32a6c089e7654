-- A mail that was sent with figures that changed since can be followed by a correction that says what changed.
-- Cost: metadata only.
alter table ops.sys_delivery {{on_cluster}}
    add column if not exists correction UInt8 comment '0 the mail of the period, 1 its first correction, and so on' after org,
    add column if not exists figures String comment 'what the body said: JSON array of title and value' after subject;
