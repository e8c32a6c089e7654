-- Heads of all chains, and which tree the dictionary holds: what a picture is asked anew for when it changes.
-- Grain: one row per log, and one for the tree. Answered by the projection `position`, so it costs next to nothing.
select 'org' as name, max(batch) as head from app.dwd_org_log
union all
select 'member' as name, max(batch) as head from app.dwd_member_log
union all
select 'dues_bill' as name, max(batch) as head from app.dwd_dues_bill_log
union all
select 'dues_payment' as name, max(batch) as head from app.dwd_dues_payment_log
union all
select 'activity' as name, max(batch) as head from app.dwd_activity_log
union all
select 'signup' as name, max(batch) as head from app.dwd_signup_log
union all
select 'checkin' as name, max(batch) as head from app.dwd_checkin_log
union all
select 'tree' as name, ifNull(dictGet('app.org_tree', 'version', (select org_id from app.dim_org limit 1)), 0) as head
