-- Organisations of other systems that look like one of the canonical system: same region code, kind and full name, each
-- name once on either side. For somebody to decide on, never applied by itself. Grain: one row per pair.
-- Names are compared without spaces, brackets and width, and with one way to write 共青团.
-- Parameter: canonical (number of the system that has the canonical tree).
with
orgs as (
    select
        org_id,
        system,
        region_code,
        org_type,
        org_full_name,
        replaceRegexpAll(lowerUTF8(normalizeUTF8NFKC(replaceAll(org_full_name, '中国共产主义青年团', '共青团'))), '[\\s()\\[\\]【】《》·,，.。、-]', '') as plain_name,
        count() over (partition by system, region_code, org_type, plain_name) as namesakes
    from app.dim_org
    where status = 'active' and canonical_org_id = 0 and system != 0 and region_code != '' and org_full_name != ''
)
select
    toString(other.org_id) as alias,
    toString(own.org_id) as canonical,
    other.system as system,
    other.org_full_name as alias_name,
    own.org_full_name as canonical_name,
    other.region_code as region
from orgs as other
inner join orgs as own
    on own.region_code = other.region_code
    and own.org_type = other.org_type
    and own.plain_name = other.plain_name
where own.system = {canonical: UInt8}
    and other.system != {canonical: UInt8}
    and own.namesakes = 1
    and other.namesakes = 1
    and other.org_id not in (select canonical_org_id from app.dim_org where canonical_org_id != 0)
order by region, alias_name, system, alias
