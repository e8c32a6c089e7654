-- What jobs compute of a month: arrears, participation, retention. Grain: metric × month × organisation; 0 has no row.
-- All changes of the run are of today, so at the end of a past month (`then`) things were as they were before the first
-- of them, as far as any message told; at the end of the running one (`now`) they are as they are. Money in fen.
use zhtj;
create or replace table recount.month as
with recursive back as (select 0 as n union all select n + 1 from back where n < 11)
select
    cast(date_format(curdate() - interval n month, '%Y-%m-01') as date) as first,
    least(last_day(curdate() - interval n month), curdate()) as last,
    if(n = 0, 'now', 'then') as asof
from back;

create or replace table recount.org_at (primary key (asof, org_id)) as
select 'then' as asof, org_id, parent_id, org_type, retention_right, sub_account_state from recount.was_org
union all
select 'now', org_id, parent_id, org_type, retention_right, sub_account_state from tb_org
-- one that is gone keeps its last place
union all
select 'now', gone.org_id, gone.parent_id, gone.org_type, was.retention_right, was.sub_account_state
from org_gone gone
join recount.was_org was on was.org_id = gone.org_id
where gone.org_id not in (select org_id from tb_org);

create or replace table recount.path_at (key (asof, org_id)) as
with recursive above as (
    select asof, org_id, org_id as place, parent_id from recount.org_at
    union all
    select above.asof, above.org_id, superior.org_id, superior.parent_id
    from above
    join recount.org_at superior on superior.asof = above.asof and superior.org_id = above.parent_id
)
select asof, org_id, place from above;

-- arrears: bills that are neither exempt nor void, less what was paid on them by then
create or replace table recount.bill_at (key (asof, month)) as
select 'then' as asof, bill_id, branch_id, member_id, str_to_date(concat(bill_month, '01'), '%Y%m%d') as month, round(amount_due * 100) as fen
from recount.was_bill
where bill_status in (0, 1, 2) and bill_id in (select id from recount.told where name = 'dues_bill')
union all
select 'now', bill_id, branch_id, member_id, str_to_date(concat(bill_month, '01'), '%Y%m%d'), round(amount_due * 100)
from tb_dues_bill
where bill_status in (0, 1, 2);

create or replace table recount.payment_at (key (asof, bill_id)) as
select 'then' as asof, bill_id, date(paid_at) as paid_on, round(amount * 100) as fen
from recount.was_payment
where pay_status = 1 and payment_id in (select id from recount.told where name = 'dues_payment')
union all
select 'now', bill_id, date(paid_at), round(amount * 100) from tb_dues_payment where pay_status = 1;

create or replace table recount.owed (key (first, member_id)) as
select month.first, month.asof, bill.bill_id, bill.branch_id, bill.member_id, bill.month, bill.fen - coalesce(sum(payment.fen), 0) as unpaid
from recount.month month
join recount.bill_at bill on bill.asof = month.asof and bill.month < month.first
left join recount.payment_at payment on payment.asof = month.asof and payment.bill_id = bill.bill_id and payment.paid_on <= month.last
group by month.first, month.asof, bill.bill_id, bill.branch_id, bill.member_id, bill.month, bill.fen
having unpaid > 0;

-- who owes for each of the last months, at the branch of the latest of these bills
create or replace table recount.in_a_row as
select many.months, latest.first, latest.asof, latest.member_id, latest.branch_id
from (
    select *, row_number() over (partition by first, member_id order by month desc, bill_id desc) as place
    from recount.owed
) latest
join (
    select 3 as months, first, member_id from recount.owed where month >= first - interval 3 month
    group by first, member_id having count(distinct month) = 3
    union all
    select 6, first, member_id from recount.owed where month >= first - interval 6 month
    group by first, member_id having count(distinct month) = 6
) many on many.first = latest.first and many.member_id = latest.member_id
where latest.place = 1;

-- members at the end of the month; one who became active later has been one since he joined
create or replace table recount.member_at as
select month.first, month.asof, member.branch_id
from recount.month month
join (
    select branch_id, join_date from recount.was_member
    where member_status = 2 and is_deleted = 0 and member_id in (select id from recount.told where name = 'member')
    union all
    select branch_id, join_date from recount.activated where is_deleted = 0
) member on month.asof = 'then' and member.join_date <= month.last
union all
select month.first, 'now', member.branch_id
from recount.month month
join tb_member member on month.asof = 'now' and member.member_status = 2 and member.is_deleted = 0;

create or replace table recount.participation as
select month.first, path.place, count(distinct checkin.member_id) as n
from recount.month month
join tb_activity_checkin checkin on date(checkin.checkin_time) between month.first and month.last
join recount.path_at path on path.asof = month.asof and path.org_id = checkin.member_branch_id
group by month.first, path.place;

-- retention: the share of a level of what it and all below it collected in the month
create or replace table recount.kept_by (primary key (asof, org_id)) as
select
    org.asof,
    org.org_id,
    org.parent_id,
    org.retention_right,
    coalesce(org.sub_account_state, 0) = 1 as is_valid,
    if(org.org_type in ('1', '3'), case count(*) when 1 then 950 when 2 then 1250 when 3 then 2500 else 5000 end, 5000) as ratio
from recount.org_at org
join recount.path_at path on path.asof = org.asof and path.org_id = org.org_id
group by org.asof, org.org_id, org.parent_id, org.retention_right, org.sub_account_state, org.org_type;

-- below another grass-roots organisation that keeps the share, nobody keeps it again
create or replace table recount.covered (primary key (asof, org_id)) as
select distinct above.asof, above.org_id
from recount.path_at above
join recount.kept_by superior on superior.asof = above.asof and superior.org_id = above.place
join recount.kept_by org on org.asof = above.asof and org.org_id = above.org_id
where above.place != above.org_id and superior.ratio = 5000 and superior.retention_right = 1 and org.ratio = 5000;

create or replace table recount.paid_by (key (first, branch_id)) as
select month.first, month.asof, branch_id, sum(round(amount * 100)) as fen
from recount.month month
join tb_dues_payment payment on payment.pay_status = 1 and date(payment.paid_at) between month.first and month.last
group by month.first, month.asof, branch_id;

create or replace table recount.collected as
select paid.first, path.asof, path.place as org_id, sum(paid.fen) as fen
from recount.paid_by paid
join recount.path_at path on path.asof = paid.asof and path.org_id = paid.branch_id
group by paid.first, path.asof, path.place;

create or replace table recount.share as
select
    collected.first,
    org.asof,
    org.org_id,
    org.parent_id,
    org.is_valid,
    collected.fen as collected,
    if(org.retention_right = 1 and covered.org_id is null, collected.fen * org.ratio div 10000, 0) as fen
from recount.collected collected
join recount.kept_by org on org.asof = collected.asof and org.org_id = collected.org_id
left join recount.covered covered on covered.asof = org.asof and covered.org_id = org.org_id;

-- the own share, or that of a direct child whose account is invalid: it needs a valid account to come to
create or replace table recount.kept as
select first, org_id, fen as own, 0 as of_children from recount.share where is_valid and fen > 0
union all
select child.first, child.parent_id, 0, child.fen
from recount.share child
join recount.kept_by superior on superior.asof = child.asof and superior.org_id = child.parent_id and superior.is_valid
where not child.is_valid and child.fen > 0;

create or replace table recount.computed as
select 'DUE06' as metric, owed.first, place, count(distinct owed.member_id) as n, 1 as d
from recount.owed owed join recount.path_at path on path.asof = owed.asof and path.org_id = owed.branch_id
group by owed.first, place
union all
select 'DUE07', owed.first, place, sum(owed.unpaid), 1
from recount.owed owed join recount.path_at path on path.asof = owed.asof and path.org_id = owed.branch_id
group by owed.first, place
union all
select if(months = 3, 'DUE08', 'DUE09'), debtor.first, place, count(distinct debtor.member_id), 1
from recount.in_a_row debtor join recount.path_at path on path.asof = debtor.asof and path.org_id = debtor.branch_id
group by months, debtor.first, place
union all
select 'ACT07', first, place, n, 1 from recount.participation
union all
select 'ACT08', first, place, sum(n), sum(d)
from (
    select first, place, n, 0 as d from recount.participation
    union all
    select member.first, place, 0, 1
    from recount.member_at member join recount.path_at path on path.asof = member.asof and path.org_id = member.branch_id
) both_sides
group by first, place
union all
select 'RET01', first, org_id, sum(own + of_children), 1 from recount.kept group by first, org_id
union all
select 'RET02', first, org_id, sum(own), 1 from recount.kept group by first, org_id
union all
select 'RET03', first, org_id, sum(of_children), 1 from recount.kept group by first, org_id
union all
select 'RET04', kept.first, org.parent_id, sum(kept.own + kept.of_children), 1
from recount.kept kept
join recount.month month on month.first = kept.first
join recount.org_at org on org.asof = month.asof and org.org_id = kept.org_id
where org.parent_id is not null
group by kept.first, org.parent_id
union all
-- of the province: what is neither kept by anybody nor the share of the centre
select 'RET06', share.first, share.org_id,
    share.collected - (select coalesce(sum(own + of_children), 0) from recount.kept where kept.first = share.first) - share.collected * 300 div 10000, 1
from recount.share share
where share.parent_id is null;

select metric, first, place, n, d from recount.computed;
