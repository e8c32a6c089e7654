-- Recipients of mailings that administrators entered on the page, beside the accounts and the list of MAIL_RECIPIENTS.
-- Grain: one row per change of a recipient; all of them stay as its history, the highest seq of an id counts.
-- Written by jobs/delivery/mail/enteredRecipients.ts by compare-and-set on seq.
create table if not exists ops.sys_recipient {{on_cluster}}
(
    id String comment 'organisation|address',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String,
    address String comment 'lower case',
    org String comment 'dim_org id of the organisation whose figures it gets, or root',
    mailings Array(String) comment 'ids in the catalogue of mailings',
    is_removed UInt8,
    changed_by String comment 'login of who added, changed or removed it last',
    at DateTime64(3, 'Asia/Shanghai')
)
engine = {{engine.merge}}
order by (id, seq)
settings {{settings.durable}}
