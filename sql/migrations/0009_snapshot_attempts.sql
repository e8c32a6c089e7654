-- A full snapshot that was broken off is told from its repetition: the raw changes keep what a snapshot row says of when its
-- snapshot was taken, its mark, and when the broker took the message; the snapshots keep since when they were sent and what they
-- wait for. Rows from before say none of it: their snapshots are told apart by the times of their rows, and what cannot be known
-- of them waits for a person.
-- Cost: metadata only.
alter table ops.ods_change {{on_cluster}}
    add column if not exists mark Enum8('none' = 0, 'first' = 1, 'first_of_table' = 2, 'last_of_table' = 3, 'last' = 4),
    add column if not exists snapshot_of LowCardinality(String),
    add column if not exists sent_at DateTime64(3, 'Asia/Shanghai');
alter table ops.sys_snapshot {{on_cluster}}
    add column if not exists began_at DateTime64(3, 'Asia/Shanghai'),
    add column if not exists position String,
    add column if not exists read_at DateTime64(3, 'Asia/Shanghai'),
    add column if not exists waits_for Enum8('nothing' = 0, 'letters' = 1, 'changes' = 2, 'snapshot' = 3, 'first row' = 4);
