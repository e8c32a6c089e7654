-- The metrics from the source's tables as they are. Grain: metric × month × organisation and all above it; place 0 is
-- everything. A stock has no month. Money in fen; the denominator counts for ratios alone.
use zhtj;
-- an organisation that was deleted keeps its last place
create or replace table recount.place as
with recursive org as (
    select org_id, parent_id from tb_org
    union all
    select org_id, parent_id from org_gone where org_id not in (select org_id from tb_org)
),
above as (
    select org_id, org_id as place, parent_id from org
    union all
    select above.org_id, org.org_id, org.parent_id from above join org on org.org_id = above.parent_id
)
select org_id, place from above
union all
select org_id, 0 from org;

create or replace table recount.branch as
select branch.org_id, count(member.member_id) as members
from tb_org branch
left join tb_member member on member.branch_id = branch.org_id and member.member_status in (2, 3) and member.is_deleted = 0
where branch.org_type = '5' and branch.org_status = 1 and branch.is_deleted = 0
group by branch.org_id;

create or replace view recount.org as select * from zhtj.tb_org where org_status = 1 and is_deleted = 0;
create or replace view recount.member as select * from zhtj.tb_member where member_status in (2, 3) and is_deleted = 0;
create or replace view recount.bill as
select *, concat(left(bill_month, 4), '-', right(bill_month, 2), '-01') as month, round(amount_due * 100) as fen
from zhtj.tb_dues_bill where bill_status in (0, 1, 2, 3);
create or replace view recount.payment as
select *, date_format(paid_at, '%Y-%m-01') as month, concat(left(bill_month, 4), '-', right(bill_month, 2), '-01') as bill, round(amount * 100) as fen
from zhtj.tb_dues_payment where pay_status not in (2, 3);

create or replace view recount.fact as
select 'ORG01' as metric, '' as month, org_id, 1 as n, 0 as d from recount.org
union all select 'ORG02', '', org_id, 1, 0 from recount.org where org_type = '5'
union all select 'ORG03', '', org_id, 1, 0 from recount.org where org_type in ('2', '3', '4')
-- whoever was active once has been founded, also who was deleted since; who got another key has been under the old one
union all select 'ORG05', date_format(create_time, '%Y-%m-01'), org_id, 1, 0 from recount.org where org_id < 10000
union all select 'ORG05', date_format(create_time, '%Y-%m-01'), org_id, 1, 0 from zhtj.org_gone
union all select 'ORG08', '', org_id, 1, 0 from recount.branch where members = 0
union all select 'ORG09', '', org_id, 1, 0 from recount.branch where members < 3
union all select 'ORG10', '', org_id, 1, 0 from recount.branch where members > 50
union all select 'ORG11', '', org_id, members = 0, 1 from recount.branch
union all select 'ORG14', '', branch_id, 1, 0 from recount.member
union all select 'ORG14', '', org_id, 0, 1 from recount.branch
union all select 'TRE01', '', org_id, is_logged_in, 1 from recount.org
union all select 'TRE02', '', org_id, is_info_complete, 1 from recount.org
union all select 'TRE03', '', org_id, is_children_created, 1 from recount.org where org_type != '5'
union all select 'MEM01', '', branch_id, 1, 0 from recount.member
union all select 'MEM02', '', branch_id, 1, 0 from recount.member where report_state = 2
-- whoever was once a member became one when he joined, in the branch that he was first told of, and once, whatever his key is now
union all select 'MEM07', date_format(join_date, '%Y-%m-01'), branch_id, 1, 0 from recount.was_member
    where member_status in (2, 3) and is_deleted = 0 and join_date is not null and member_id in (select id from recount.told where name = 'member')
union all select 'MEM07', date_format(join_date, '%Y-%m-01'), branch_id, 1, 0 from recount.activated where is_deleted = 0 and join_date is not null
union all select 'MEM12', '', branch_id, payer_class = 1, 1 from recount.member
union all select 'MEM13', '', branch_id, 1, 0 from recount.member where is_floating = 1
union all select 'MEM18', '', branch_id, 1, 0 from recount.member where political_status in ('01', '02')
union all select 'RET05', '', org_id, 1, 0 from recount.org where retention_right = 1 and (sub_account_state is null or sub_account_state in (0, 2))
union all select 'DUE01', month, branch_id, fen, 0 from recount.bill
union all select 'DUE02', month, branch_id, fen, 0 from recount.payment
union all select 'DUE03', bill, branch_id, fen, 0 from recount.payment where is_voluntary = 0
union all select 'DUE04', bill, branch_id, fen, 0 from recount.payment where is_voluntary = 0
union all select 'DUE04', month, branch_id, 0, fen from recount.bill
union all select 'DUE10', month, branch_id, fen, 0 from recount.payment where is_backpay = 1
union all select 'DUE11', month, branch_id, is_proxy, 1 from recount.payment
union all select 'ACT01', date_format(publish_time, '%Y-%m-01'), host_org_id, 1, 0 from zhtj.tb_activity where is_deleted = 0
union all select 'ACT02', '', host_org_id, 1, 0 from zhtj.tb_activity where is_deleted = 0 and activity_status in (2, 3)
union all select 'ACT03', date_format(signup_time, '%Y-%m-01'), host_org_id, 1, 0 from zhtj.tb_activity_signup
union all select 'ACT05', date_format(checkin_time, '%Y-%m-01'), host_org_id, 1, 0 from zhtj.tb_activity_checkin
union all select 'ACT10', date_format(checkin_time, '%Y-%m-01'), host_org_id, duration_minutes, 0 from zhtj.tb_activity_checkin;

select metric, month, coalesce(place, 0) as place, sum(n), sum(d)
from recount.fact fact
left join recount.place on place.org_id = fact.org_id
group by metric, month, coalesce(place, 0)
union all
select 'ORG04', '', parent_id, count(*), 0 from recount.org where parent_id is not null group by parent_id;
