-- What jobs compute of a month: arrears, participation, retention. Grain: metric × month × organisation; 0 has no row.
-- All changes of the run are of today, so at the end of a past month (`then`) things were as they were before the first
-- of them, as far as any message told; at the end of the running one (`now`) they are as they are. Money in fen.
set search_path = yun;
set timezone = 'Asia/Shanghai';
create temporary table month_of as
select
    first::date as first,
    least((first + interval '1 month - 1 day')::date, current_date) as last,
    case when first = date_trunc('month', current_date) then 'now' else 'then' end as asof
from generate_series(date_trunc('month', current_date) - interval '11 months', date_trunc('month', current_date), interval '1 month') as first;

create temporary table org_at as
select 'then' as asof, id, parent_id, type, can_retain, coalesce(sub_account, '') = 'VALID' as is_valid from recount.was_org
union all
select 'now', id, parent_id, type, can_retain, coalesce(sub_account, '') = 'VALID' from org
-- one that is gone keeps its last place
union all
select 'now', gone.id, gone.parent_id, gone.type, was.can_retain, coalesce(was.sub_account, '') = 'VALID'
from org_gone gone
join recount.was_org was on was.id = gone.id
where gone.id not in (select id from org);

create temporary table path_at as
with recursive above as (
    select asof, id, id as place, parent_id from org_at
    union all
    select above.asof, above.id, superior.id, superior.parent_id
    from above
    join org_at superior on superior.asof = above.asof and superior.id = above.parent_id
)
select asof, id as org_id, place from above;

-- arrears: bills that are neither exempt nor void, less what was paid on them by then
create temporary table bill_at as
select 'then' as asof, id, branch_id, member_id, month, amount_cent from recount.was_bill
where status in ('OPEN', 'PAID', 'OVERDUE') and id in (select id from recount.told where name = 'dues_bill')
union all
select 'now', id, branch_id, member_id, month, amount_cent from dues_bill where status in ('OPEN', 'PAID', 'OVERDUE');

create temporary table payment_at as
select 'then' as asof, bill_id, paid_at::date as paid_on, amount_cent from recount.was_payment
where status = 'PAID' and id in (select id from recount.told where name = 'dues_payment')
union all
select 'now', bill_id, paid_at::date, amount_cent from dues_payment where status = 'PAID';

create temporary table owed as
select month_of.first, month_of.asof, bill.id as bill_id, bill.branch_id, bill.member_id, bill.month, bill.amount_cent - coalesce(sum(payment.amount_cent), 0) as fen
from month_of
join bill_at bill on bill.asof = month_of.asof and bill.month < month_of.first
left join payment_at payment on payment.asof = month_of.asof and payment.bill_id = bill.id and payment.paid_on <= month_of.last
group by month_of.first, month_of.asof, bill.id, bill.branch_id, bill.member_id, bill.month, bill.amount_cent
having bill.amount_cent - coalesce(sum(payment.amount_cent), 0) > 0;

-- who owes for each of the last months, at the branch of the latest of these bills
create temporary table in_a_row as
select distinct on (many.months, owed.first, owed.member_id) many.months, owed.first, owed.asof, owed.member_id, owed.branch_id
from owed
join (
    select 3 as months, first, member_id from owed where month >= first - interval '3 months'
    group by first, member_id having count(distinct month) = 3
    union all
    select 6, first, member_id from owed where month >= first - interval '6 months'
    group by first, member_id having count(distinct month) = 6
) many on many.first = owed.first and many.member_id = owed.member_id
order by many.months, owed.first, owed.member_id, owed.month desc, owed.bill_id desc;

-- members at the end of the month; one who became active later has been one since he joined
create temporary table member_at as
select month_of.first, month_of.asof, known.branch_id
from month_of
join (
    select branch_id, joined_on from recount.was_member
    where status = 'ACTIVE' and is_deleted = 0 and id in (select id from recount.told where name = 'member')
    union all
    select branch_id, joined_on from recount.activated where is_deleted = 0
) known on month_of.asof = 'then' and known.joined_on <= month_of.last
union all
select month_of.first, 'now', member.branch_id
from month_of
join member on month_of.asof = 'now' and member.status = 'ACTIVE' and member.is_deleted = 0;

create temporary table participation as
select month_of.first, path.place, count(distinct checkin.member_id) as n
from month_of
join activity_checkin checkin on checkin.checked_at::date between month_of.first and month_of.last
join path_at path on path.asof = month_of.asof and path.org_id = checkin.member_branch_id
group by month_of.first, path.place;

-- retention: the share of a level of what it and all below it collected in the month
create temporary table kept_by as
select
    org_at.*,
    case when type in ('ORGAN', 'WORK_COMMITTEE') then (array[950, 1250, 2500])[depth.levels] end as organ_ratio
from org_at
join (select asof, org_id, count(*) as levels from path_at group by asof, org_id) depth on depth.asof = org_at.asof and depth.org_id = org_at.id;

create temporary table share as
select
    month_of.first,
    org.asof,
    org.id as org_id,
    org.parent_id,
    org.is_valid,
    sum(payment.amount_cent) as collected,
    -- below another grass-roots organisation that keeps the share, nobody keeps it again
    case when org.can_retain and (org.organ_ratio is not null or not exists (
        select 1
        from path_at above
        join kept_by superior on superior.asof = above.asof and superior.id = above.place
        where above.asof = org.asof and above.org_id = org.id and above.place != org.id
            and superior.organ_ratio is null and superior.can_retain
    )) then sum(payment.amount_cent) * coalesce(org.organ_ratio, 5000) / 10000 else 0 end as fen
from month_of
join dues_payment payment on payment.status = 'PAID' and payment.paid_at::date between month_of.first and month_of.last
join path_at path on path.asof = month_of.asof and path.org_id = payment.branch_id
join kept_by org on org.asof = path.asof and org.id = path.place
group by month_of.first, org.asof, org.id, org.parent_id, org.is_valid, org.can_retain, org.organ_ratio;

-- the own share, or that of a direct child whose account is invalid: it needs a valid account to come to
create temporary table kept as
select first, asof, org_id, fen as own, 0 as of_children from share where is_valid and fen > 0
union all
select child.first, child.asof, child.parent_id, 0, child.fen
from share child
join kept_by superior on superior.asof = child.asof and superior.id = child.parent_id and superior.is_valid
where not child.is_valid and child.fen > 0;

create temporary view computed (metric, first, place, n, d) as
select 'DUE06', owed.first, place, count(distinct owed.member_id), 1
from owed join path_at path on path.asof = owed.asof and path.org_id = owed.branch_id
group by owed.first, place
union all
select 'DUE07', owed.first, place, sum(owed.fen), 1
from owed join path_at path on path.asof = owed.asof and path.org_id = owed.branch_id
group by owed.first, place
union all
select case months when 3 then 'DUE08' else 'DUE09' end, debtor.first, place, count(distinct debtor.member_id), 1
from in_a_row debtor join path_at path on path.asof = debtor.asof and path.org_id = debtor.branch_id
group by months, debtor.first, place
union all
select 'ACT07', first, place, n, 1 from participation
union all
select 'ACT08', first, place, sum(n), sum(d)
from (
    select first, place, n, 0 as d from participation
    union all
    select members.first, place, 0, 1
    from member_at members join path_at path on path.asof = members.asof and path.org_id = members.branch_id
) both_sides
group by first, place
union all
select 'RET01', first, org_id, sum(own + of_children), 1 from kept group by first, org_id
union all
select 'RET02', first, org_id, sum(own), 1 from kept group by first, org_id
union all
select 'RET03', first, org_id, sum(of_children), 1 from kept group by first, org_id
union all
select 'RET04', kept.first, org.parent_id, sum(kept.own + kept.of_children), 1
from kept
join org_at org on org.asof = kept.asof and org.id = kept.org_id
where org.parent_id is not null
group by kept.first, org.parent_id
union all
-- of the province: what is neither kept by anybody nor the share of the centre
select 'RET06', share.first, share.org_id,
    share.collected - (select coalesce(sum(own + of_children), 0) from kept where kept.first = share.first) - share.collected * 300 / 10000, 1
from share
where share.parent_id is null;

select metric, first, place, n::bigint, d::bigint from computed;
