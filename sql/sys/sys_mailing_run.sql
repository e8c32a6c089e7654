-- Periods of mailings whose recipients are fixed: written before the first of their rows in sys_delivery with 0 recipients
-- and after the last with their number, so that a process that dies in between leaves no recipient out.
-- Grain: one row per mailing and period, the newest counts. Written by jobs/delivery/mail/startPeriod.ts by compare-and-set on seq.
create table if not exists ops.sys_mailing_run {{on_cluster}}
(
    id String comment 'mailing/period',
    seq UInt64 comment '1 begun, 2 complete; the fence of the compare-and-set',
    writer String,
    mailing LowCardinality(String),
    period String,
    recipients UInt32,
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.replacing(seq)}}
order by id
settings {{settings.durable}}
