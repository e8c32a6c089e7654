-- How many rows the logs of the live figures hold, and in which table: what changes with every batch and every rebuild.
-- Grain: one row per log; null where the table does not know. Costs a fifth of asking for the heads.
select
    name,
    toString(uuid) as uuid,
    toString(total_rows) as total_rows
from system.tables
where
    database = 'app'
    and name in (
        'dwd_org_log',
        'dwd_member_log',
        'dwd_dues_bill_log',
        'dwd_dues_payment_log',
        'dwd_activity_log',
        'dwd_signup_log',
        'dwd_checkin_log'
    )
order by name asc
