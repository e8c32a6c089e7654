-- What has just happened, for the ticker: without persons, and no place smaller than a county.
-- Grain: one row per kind, county and category among the changes since {since}; the newest {most} of them.
-- Signed rows of the same county cancel out, so that what was taken back is not told; nor is what does not count, because
-- another system does. Parameters bit_<entity>: its place in `uncounted`.
with
    changes as (
        select
            changed_at,
            org_id,
            multiIf(transition = 'enter', 'member_joined', transition = 'move_out', 'member_moved', 'member_left') as kind,
            '' as category,
            -- a transfer and a leaving are told by the row that ends the old state, so that each is told once
            if(kind = 'member_joined', sign, -sign) as times,
            0 as fen,
            {bit_member: UInt8} as entity_bit
        from app.dwd_member_log
        where changed_at > {since: DateTime64(3, 'Asia/Shanghai')} and changed_at <= {until: DateTime64(3, 'Asia/Shanghai')} and transition in ('enter', 'move_out', 'leave')
        union all
        select
            changed_at,
            org_id,
            'payment' as kind,
            '' as category,
            sign as times,
            sign * amount_fen as fen,
            {bit_dues_payment: UInt8} as entity_bit
        from app.dwd_dues_payment_log
        where changed_at > {since: DateTime64(3, 'Asia/Shanghai')} and changed_at <= {until: DateTime64(3, 'Asia/Shanghai')} and transition = 'enter'
        union all
        select
            changed_at,
            org_id,
            'activity' as kind,
            category,
            sign as times,
            0 as fen,
            {bit_activity: UInt8} as entity_bit
        from app.dwd_activity_log
        where changed_at > {since: DateTime64(3, 'Asia/Shanghai')} and changed_at <= {until: DateTime64(3, 'Asia/Shanghai')} and status = 'published' and transition in ('enter', 'edit_in')
        union all
        select
            changed_at,
            org_id,
            'checkin' as kind,
            '' as category,
            sign as times,
            0 as fen,
            {bit_checkin: UInt8} as entity_bit
        from app.dwd_checkin_log
        where changed_at > {since: DateTime64(3, 'Asia/Shanghai')} and changed_at <= {until: DateTime64(3, 'Asia/Shanghai')} and transition = 'enter'
        union all
        select
            changed_at,
            org_id,
            'study' as kind,
            '' as category,
            sign as times,
            0 as fen,
            {bit_study_record: UInt8} as entity_bit
        from app.dwd_study_record_log
        where changed_at > {since: DateTime64(3, 'Asia/Shanghai')} and changed_at <= {until: DateTime64(3, 'Asia/Shanghai')} and transition = 'enter'
        union all
        select
            changed_at,
            org_id,
            'life' as kind,
            '' as category,
            sign as times,
            0 as fen,
            {bit_org_life_record: UInt8} as entity_bit
        from app.dwd_org_life_record_log
        where changed_at > {since: DateTime64(3, 'Asia/Shanghai')} and changed_at <= {until: DateTime64(3, 'Asia/Shanghai')} and transition = 'enter'
        union all
        select
            changed_at,
            org_id,
            'consultation' as kind,
            '' as category,
            sign as times,
            0 as fen,
            {bit_consultation: UInt8} as entity_bit
        from app.dwd_consultation_log
        where changed_at > {since: DateTime64(3, 'Asia/Shanghai')} and changed_at <= {until: DateTime64(3, 'Asia/Shanghai')} and transition = 'enter'
    ),
    placed as (
        select
            kind,
            category,
            dictGet('app.org_tree', 'at_level_3', org_id) as city,
            dictGet('app.org_tree', 'at_level_4', org_id) as county,
            times,
            fen,
            changed_at
        from changes
        where not bitTest(dictGet('app.org_tree', 'uncounted', org_id), entity_bit) and ({org: UInt64} = 0 or has([
            dictGet('app.org_tree', 'at_level_2', org_id),
            dictGet('app.org_tree', 'at_level_3', org_id),
            dictGet('app.org_tree', 'at_level_4', org_id),
            dictGet('app.org_tree', 'at_level_5', org_id),
            dictGet('app.org_tree', 'at_level_6', org_id),
            dictGet('app.org_tree', 'at_level_7', org_id),
            dictGet('app.org_tree', 'at_level_8', org_id),
            dictGet('app.org_tree', 'at_level_9', org_id)
        ], {org: UInt64}))
    )
select
    kind,
    category,
    city,
    county,
    sum(times) as count,
    sum(fen) as amount_fen,
    toUnixTimestamp64Milli(max(changed_at)) as at
from placed
group by
    kind,
    category,
    city,
    county
having sum(times) > 0
order by
    at desc,
    county asc,
    kind asc
limit {most: UInt16}
