-- The metrics from the source's tables as they are. Grain: metric × month × organisation and all above it; place 0 is
-- everything. A stock has no month. Money in fen; the denominator counts for ratios alone.
set search_path = yun;
set timezone = 'Asia/Shanghai';
-- an organisation that was deleted keeps its last place
create temporary table place as
with recursive known as (
    select id, parent_id from org
    union all
    select id, parent_id from org_gone where id not in (select id from org)
),
above as (
    select id, id as place, parent_id from known
    union all
    select above.id, known.id, known.parent_id from above join known on known.id = above.parent_id
)
select id as org_id, place from above
union all
select id, 0 from known;

create temporary view org_now as select * from org where status = 'ACTIVE' and is_deleted = 0;
create temporary view member_now as select * from member where status in ('ACTIVE', 'MOVING') and is_deleted = 0;
create temporary view branch_now as
select org_now.id as org_id, count(member_now.id) as members
from org_now
left join member_now on member_now.branch_id = org_now.id
where org_now.type = 'BRANCH'
group by org_now.id;
create temporary view bill as
select *, to_char(month, 'YYYY-MM-01') as first from dues_bill where status in ('OPEN', 'PAID', 'OVERDUE', 'EXEMPT');
create temporary view payment as
select *, to_char(paid_at, 'YYYY-MM-01') as paid, to_char(month, 'YYYY-MM-01') as bill_first from dues_payment where status != 'REFUNDED';

create temporary view fact (metric, month, org_id, n, d) as
select 'ORG01', '', id, 1, 0 from org_now
union all select 'ORG02', '', id, 1, 0 from org_now where type = 'BRANCH'
union all select 'ORG03', '', id, 1, 0 from org_now where type in ('COMMITTEE', 'WORK_COMMITTEE', 'GENERAL_BRANCH')
-- whoever was active once has been founded, also who was deleted since; who got another key has been under the old one
union all select 'ORG05', to_char(created_at, 'YYYY-MM-01'), id, 1, 0 from org_now where id < 10000
union all select 'ORG05', to_char(created_at, 'YYYY-MM-01'), id, 1, 0 from org_gone
union all select 'ORG08', '', org_id, 1, 0 from branch_now where members = 0
union all select 'ORG09', '', org_id, 1, 0 from branch_now where members < 3
union all select 'ORG10', '', org_id, 1, 0 from branch_now where members > 50
union all select 'ORG11', '', org_id, (members = 0)::int, 1 from branch_now
union all select 'ORG14', '', branch_id, 1, 0 from member_now
union all select 'ORG14', '', org_id, 0, 1 from branch_now
union all select 'MEM01', '', branch_id, 1, 0 from member_now
union all select 'MEM02', '', branch_id, 1, 0 from member_now where report_status = 'APPROVED'
-- whoever was once a member became one when he joined, in the branch that he was first told of, and once, whatever his key is now
union all select 'MEM07', to_char(joined_on, 'YYYY-MM-01'), branch_id, 1, 0 from recount.was_member
    where status in ('ACTIVE', 'MOVING') and is_deleted = 0 and joined_on is not null and id in (select id from recount.told where name = 'member')
union all select 'MEM07', to_char(joined_on, 'YYYY-MM-01'), branch_id, 1, 0 from recount.activated where is_deleted = 0 and joined_on is not null
union all select 'MEM12', '', branch_id, (payer_class = 'STUDENT')::int, 1 from member_now
union all select 'MEM13', '', branch_id, 1, 0 from member_now where is_floating
union all select 'MEM18', '', branch_id, 1, 0 from member_now where political_status in ('PARTY', 'PROBATIONARY')
union all select 'RET05', '', id, 1, 0 from org_now where can_retain and (sub_account is null or sub_account in ('NONE', 'INVALID'))
union all select 'DUE01', first, branch_id, amount_cent, 0 from bill
union all select 'DUE02', paid, branch_id, amount_cent, 0 from payment
union all select 'DUE03', bill_first, branch_id, amount_cent, 0 from payment where not is_voluntary
union all select 'DUE04', bill_first, branch_id, amount_cent, 0 from payment where not is_voluntary
union all select 'DUE04', first, branch_id, 0, amount_cent from bill
union all select 'DUE10', paid, branch_id, amount_cent, 0 from payment where is_backpay
union all select 'DUE11', paid, branch_id, is_proxy::int, 1 from payment
union all select 'ACT01', to_char(published_at, 'YYYY-MM-01'), org_id, 1, 0 from activity where is_deleted = 0
union all select 'ACT02', '', org_id, 1, 0 from activity where is_deleted = 0 and status in ('SIGNUP', 'RUNNING')
union all select 'ACT03', to_char(created_at, 'YYYY-MM-01'), org_id, 1, 0 from activity_signup
union all select 'ACT05', to_char(checked_at, 'YYYY-MM-01'), org_id, 1, 0 from activity_checkin
union all select 'ACT10', to_char(checked_at, 'YYYY-MM-01'), org_id, floor(hours * 60), 0 from activity_checkin;

select metric, month, coalesce(place, 0), sum(n)::bigint, sum(d)::bigint
from fact
left join place on place.org_id = fact.org_id
group by 1, 2, 3
union all
select 'ORG04', '', parent_id, count(*), 0 from org_now where parent_id is not null group by parent_id;
