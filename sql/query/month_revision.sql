-- Where the figures found now differ from the published ones. Grain: one row per figure that differs.
-- Parameters: month, today, ratios (metrics whose denominator is a figure too), found (table with the figures found now).
with
published as (
    select metric, org_id, breakdown, item, numerator, denominator
    from app.ads_org_month
    where month = {month: Date32}
),
found as (
    select metric, org_id, breakdown, item, numerator, denominator
    from {found: Identifier}
),
known as (
    select metric, org_id, breakdown, item, found_numerator, found_denominator, found_on
    from app.ads_month_revision
    where month = {month: Date32}
),
both as (
    select
        metric,
        org_id,
        breakdown,
        item,
        metric in {ratios: Array(String)} as is_ratio,
        sum(published_numerator) as published_numerator,
        if(is_ratio, sum(published_denominator), 1) as published_denominator,
        sum(found_numerator) as found_numerator,
        if(is_ratio, sum(found_denominator), 1) as found_denominator
    from (
        select
            metric,
            org_id,
            breakdown,
            item,
            numerator as published_numerator,
            denominator as published_denominator,
            0 as found_numerator,
            0 as found_denominator
        from published
        union all
        select
            metric,
            org_id,
            breakdown,
            item,
            0 as published_numerator,
            0 as published_denominator,
            numerator as found_numerator,
            denominator as found_denominator
        from found
    )
    group by
        metric,
        org_id,
        breakdown,
        item
    having published_numerator != found_numerator or published_denominator != found_denominator
)
select
    {month: Date32} as month,
    both.metric as metric,
    both.org_id as org_id,
    both.breakdown as breakdown,
    both.item as item,
    both.published_numerator as published_numerator,
    both.published_denominator as published_denominator,
    both.found_numerator as found_numerator,
    both.found_denominator as found_denominator,
    -- the same difference as before was found then
    if(known.metric != '' and known.found_numerator = both.found_numerator and known.found_denominator = both.found_denominator, known.found_on, {today: Date32}) as found_on
from both
left join known on known.metric = both.metric and known.org_id = both.org_id and known.breakdown = both.breakdown and known.item = both.item
