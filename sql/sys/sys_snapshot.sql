-- Full snapshots of source tables: each is a generation, which ends what it does not mention once it has been read whole.
-- Grain: one row per change of a generation's state; the row with the highest seq is its present state. Written by
-- compare-and-set on seq.
create table if not exists ops.sys_snapshot {{on_cluster}}
(
    -- <system>/<table>@<epoch>
    generation String,
    seq UInt64,
    writer String,
    -- counts the snapshots within the epoch
    number UInt32,
    -- begun: its first row was read; closing: its last row too; ended: the ends of all partitions at that time are noted;
    -- complete: all that it did not mention has ended
    state Enum8('begun' = 1, 'closing' = 2, 'ended' = 3, 'complete' = 4),
    -- <stream partition>#<offset> of the first and the last row; 'operator' when somebody said so, empty while not read
    began String,
    closed String,
    -- instant of the last row: what is missing ended then
    closed_at DateTime64(3, 'Asia/Shanghai'),
    -- <stream partition>#<offset> where the snapshot before it ended, and where this one does
    since Array(String),
    ends Array(String),
    changed_at DateTime64(3, 'Asia/Shanghai') default now64(3),
    -- instant of the first row, or since when it was sent as somebody said; 1970 when not known
    began_at DateTime64(3, 'Asia/Shanghai'),
    -- connector and position in the source's log that its first and last row name; empty when they do not
    position String,
    -- when the source read the latest marked row that is known of it, by its own clock: what is newer over partitions
    read_at DateTime64(3, 'Asia/Shanghai'),
    -- what it waits for once it is in the log: letters = its messages in the dead letters; a person's word, because it stands
    -- behind changes of the table, behind another full snapshot, or its first row was not read
    waits_for Enum8('nothing' = 0, 'letters' = 1, 'changes' = 2, 'snapshot' = 3, 'first row' = 4)
)
engine = {{engine.merge}}
order by (generation, seq)
settings {{settings.durable}};
