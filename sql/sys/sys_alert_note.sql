-- Who took note of an alert, when, and what they wrote. All of them stay.
-- Grain: one row per alert and severity that was acknowledged. Written by jobs/alerts/acknowledge.ts by compare-and-set on seq.
create table if not exists ops.sys_alert_note {{on_cluster}}
(
    id String comment 'alert/severity',
    seq UInt64 comment '1; the fence of the compare-and-set: the first of several wins',
    writer String comment 'random part of the change, tells who won',
    alert String comment 'rule:organisation:item:day on which it was raised',
    severity LowCardinality(String) comment 'how grave the alert was then: a graver one needs another',
    login String comment 'account that acknowledged it',
    note String,
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.merge}}
order by id
settings {{settings.durable}};
