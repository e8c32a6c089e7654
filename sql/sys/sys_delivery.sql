-- Mails to recipients and how far each is; the newest change of an id counts, all of them stay as its history: who decided
-- what, and what the mail server answered. Written by jobs/delivery/mail/deliveryStore.ts by compare-and-set on seq.
-- Grain: one row per change of a delivery. A delivery is one mail of a mailing and period to an address for an organisation,
-- or a correction of it.
create table if not exists ops.sys_delivery {{on_cluster}}
(
    id String comment 'hash of mailing, period, recipient, org and the number of a correction',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String,
    mailing LowCardinality(String) comment 'id in the catalogue of mailings',
    period LowCardinality(String) comment '2026-10 or 2026-W47',
    recipient String comment 'mail address, lower case',
    org String comment 'dim_org id or root: the scope under which the mail is built',
    correction UInt8 comment '0 the mail of the period, 1 its first correction, and so on',
    org_name String,
    -- waiting | building | sending | sent | uncertain | failed | skipped
    state LowCardinality(String),
    tries UInt16 comment 'how often the mail was handed over, or could not be',
    refusals UInt16 comment 'of these, how often this mail was the reason since it was last asked for',
    at DateTime64(3, 'Asia/Shanghai') comment 'when the state was reached',
    retry_at DateTime64(3, 'Asia/Shanghai') comment 'when a waiting one is tried',
    reason String comment 'why it waits or failed, what the mail server answered; in Chinese, for the log page',
    message_id String comment 'the same for every try',
    subject String,
    figures String comment 'what the body said: JSON array of title and value',
    bytes UInt64 comment 'size of the message',
    holder String comment 'lease of the process that works on it; empty when none does',
    attempt String comment 'names the try, so that only its own process can tell a late outcome',
    decided_by String comment 'login of who asked for this change; empty for the product itself'
)
engine = {{engine.merge}}
order by (id, seq)
settings {{settings.durable}}
