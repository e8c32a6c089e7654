-- Current rows: every study record: one learner finished one issue that counts now, one row each. For analysts and jobs; live figures come from the log.
-- The signed rows of a state that has ended cancel out, so what is left over is the present state.
create or replace view app.dwd_study_record {{on_cluster}} as
select
    system,
    id,
    org_id,
    issue_id,
    member_id,
    learner_kind,
    course_kind,
    finished_on,
    score
from app.dwd_study_record_log
where sign != 0 and transition != 'gone'
group by
    system,
    id,
    org_id,
    issue_id,
    member_id,
    learner_kind,
    course_kind,
    finished_on,
    score
having sum(sign) > 0;
