-- Organisations, members, payments, activities and sign-ups gain what the other source systems know of them. Columns of a
-- log are only appended; versions from before did not send them, and hold what stands for "not known".
-- Cost: metadata only.
alter table app.dwd_org_log {{on_cluster}}
    add column if not exists org_purpose LowCardinality(String) after sub_account_status,
    add column if not exists secretary_key UInt64 after org_purpose,
    add column if not exists admin_quota UInt32 after secretary_key,
    add column if not exists admin_filled UInt32 after admin_quota,
    add column if not exists inst_quota UInt32 after admin_filled,
    add column if not exists inst_filled UInt32 after inst_quota,
    add column if not exists youth_count UInt32 after inst_filled,
    add column if not exists party_recommendation_count UInt32 after youth_count,
    add column if not exists is_school_org UInt8 after party_recommendation_count,
    add column if not exists school_code LowCardinality(String) after is_school_org,
    add column if not exists grad_year UInt32 after school_code,
    add column if not exists star_rating LowCardinality(String) after grad_year,
    add column if not exists site_id LowCardinality(String) after star_rating;

alter table app.dwd_member_log {{on_cluster}}
    add column if not exists real_name_status LowCardinality(String) after is_floating,
    add column if not exists member_no_key UInt64 after real_name_status,
    add column if not exists is_cadre UInt8 after member_no_key,
    add column if not exists grad_year UInt32 after is_cadre,
    add column if not exists is_volunteer UInt8 after grad_year;

alter table app.dwd_dues_payment_log {{on_cluster}}
    add column if not exists is_voluntary UInt8 after paid_on;

alter table app.dwd_activity_log {{on_cluster}}
    add column if not exists host_kind LowCardinality(String) after is_cross_city,
    add column if not exists host_id UInt64 after host_kind;

alter table app.dwd_signup_log {{on_cluster}}
    add column if not exists person_key UInt64 after submitted_on;
