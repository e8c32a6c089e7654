-- Persons as the system that counts has them (here) against the others (there), joined by the pseudonym of the ID number:
--   SYS11 here only: present in an organisation that another system has too, and in none of its rows
--   SYS12 there only: present, and in no row of a system that counts there
--   SYS13 in both, with another status, branch, month of birth or day of joining; `item` says which, '' counts persons once
--   SYS14 present in two organisations at once, in rows that count
-- Of several rows on one side the present one is taken. Who has no ID number in a row is not compared.
-- Grain: metric × organisation (and all above it) × item; columns of ads_org_measure.
-- Parameters: month, as_of, to (last day that counts), bit_member.
with
tree as (
    select
        org_id,
        if(canonical_org_id = 0, org_id, canonical_org_id) as place,
        bitTest(uncounted, {bit_member: UInt8}) as is_there
    from app.dim_org
),
-- in the order of the log's key, so that few groups are open at a time
members as (
    select
        system,
        id,
        argMax(alive, (ver, source)) as is_alive,
        argMaxIf(org_id, (ver, source), bitTest(sent, 0)) as owner,
        argMaxIf(person_key, (ver, source), bitTest(sent, 1)) as person,
        argMaxIf(status, (ver, source), bitTest(sent, 2)) as last_status,
        argMaxIf(birth_month, (ver, source), bitTest(sent, 5)) as born,
        argMaxIf(joined_on, (ver, source), bitTest(sent, 9)) as joined
    from app.dwd_member_log
    where ev = 1 and changed_on <= {to: Date32}
    group by system, id
    having is_alive = 1 and person != 0
),
people as (
    select
        person,
        countIf(not is_there) as here_rows,
        countIf(is_there) as there_rows,
        argMaxIf((place, last_status, born, joined, is_present), (is_present, system, id), not is_there) as here,
        argMaxIf((place, last_status, born, joined, is_present), (is_present, system, id), is_there) as there,
        groupUniqArrayIf(place, is_present and not is_there) as places
    from (
        select
            person,
            system,
            id,
            if(tree.place = 0, members.owner, tree.place) as place,
            tree.is_there as is_there,
            toString(last_status) as last_status,
            born,
            joined,
            last_status in ('active', 'transferring') as is_present
        from members
        -- an organisation that the tree does not hold is one of those that count
        left join tree on tree.org_id = members.owner
    )
    group by person
),
compared as (
    select
        person,
        here.1 as here_place,
        there.1 as there_place,
        places,
        here.5 and there_rows = 0 and here.1 in (select place from tree where is_there) as is_here_only,
        there.5 and here_rows = 0 as is_there_only,
        arrayFilter(
            difference -> difference != '',
            if(here_rows = 0 or there_rows = 0 or not (here.5 or there.5), [], [
                if(here.2 != there.2, 'status', ''),
                if(here.5 and there.5 and here.1 != there.1, 'branch', ''),
                if(here.3 != there.3 and least(here.3, there.3) > toDate32('1900-01-01'), 'birth_month', ''),
                if(here.4 != there.4 and least(here.4, there.4) > toDate32('1900-01-01'), 'joined_on', '')
            ])
        ) as differences
    from people
    where is_here_only or is_there_only or notEmpty(differences) or length(places) > 1
),
facts as (
    select
        person,
        arrayJoin(arrayConcat(
            if(is_here_only, [('SYS11', here_place, '')], []),
            if(is_there_only, [('SYS12', there_place, '')], []),
            if(notEmpty(differences), [('SYS13', here_place, '')], []),
            arrayMap(difference -> ('SYS13', here_place, difference), differences),
            if(length(places) > 1, arrayMap(one -> ('SYS14', one, ''), places), [])
        )) as fact
    from compared
)
select
    'quality' as job,
    {month: Date32} as month,
    fact.1 as metric,
    -- 0 is the whole instance, the highest number what has no place in the tree
    arrayJoin(arrayConcat([toUInt64(0)], if(empty(orgs.path), [bitNot(toUInt64(0))], orgs.path))) as above,
    if(fact.3 = '', '', 'difference') as breakdown,
    fact.3 as item,
    '' as span,
    -- only of SYS14 a person has several places
    toInt64(if(fact.1 = 'SYS14', uniqExactIf(person, fact.1 = 'SYS14'), count())) as numerator,
    toInt64(1) as denominator,
    {as_of: Date32} as as_of
from facts
left join (select org_id, path from app.dim_org where canonical_org_id = 0) as orgs on orgs.org_id = fact.2
group by metric, above, breakdown, item
