-- Current rows: every article on the home page that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_article {{on_cluster}} as
select
    system,
    id,
    org_id,
    kind,
    status,
    published_on
from app.dwd_article_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    kind,
    status,
    published_on
having sum(sign) > 0;
