-- Rows whose changes of the month came over two partitions of one stream in one epoch: their order is not sure, unless the
-- mapping says "order: commit time". Grain: one row. Columns as in quality_member_flow; the name of the log stands for any.
-- Parameters: from, to, entity.
with
moved as (
    select system, id
    from app.dwd_member_log
    where ev = 1 and changed_on between {from: Date32} and {to: Date32}
    group by system, id
    having uniqExact(source) > uniqExact(replaceRegexpOne(source, '/[0-9]+@', '@'))
)
select
    {entity: String} as note,
    toUInt64(0) as org_id,
    toInt64(count()) as left_value,
    toInt64(0) as right_value
from moved
