-- Which mailings are paused, by whom and since when; the newest change of a mailing counts, all of them stay as its history.
-- Grain: one row per change of a mailing. Written by jobs/delivery/mail/mailingState.ts by compare-and-set on seq.
create table if not exists ops.sys_mailing {{on_cluster}}
(
    id String comment 'id in the catalogue of mailings',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String,
    is_paused UInt8,
    changed_by String comment 'login of who paused or resumed it',
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.merge}}
order by (id, seq)
settings {{settings.durable}}
