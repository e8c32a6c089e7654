-- The tables of 共青云 that the run feeds, with the column types that such a system has; updated_at is not mapped.
create schema yun;
set search_path = yun;

create table org
(
    id bigint primary key,
    parent_id bigint,
    full_name text not null,
    short_name varchar(100),
    type varchar(20) not null,
    region_code char(6),
    industry varchar(20) not null,
    school_stage varchar(20) not null default 'NONE',
    status varchar(20) not null,
    can_retain boolean not null default false,
    sub_account varchar(20),
    is_school boolean not null default false,
    school_code varchar(20),
    site_code varchar(20),
    is_deleted smallint not null default 0,
    created_at timestamptz,
    updated_at timestamp(6) not null default localtimestamp
);

create table member
(
    id bigint primary key,
    branch_id bigint not null,
    name varchar(50) not null,
    id_card varchar(18),
    status varchar(20) not null,
    report_status varchar(20) not null,
    gender char(1) not null,
    birthday date,
    education varchar(20) not null,
    political_status varchar(20) not null,
    payer_class varchar(20) not null,
    joined_on date,
    is_floating boolean not null,
    verified varchar(20) not null,
    graduation_year smallint,
    is_deleted smallint not null default 0,
    updated_at timestamp(6) not null default localtimestamp
);

create table cadre
(
    id bigint primary key,
    org_id bigint not null,
    id_card varchar(18),
    post varchar(20) not null,
    kind varchar(20) not null,
    status varchar(20) not null,
    gender char(1) not null,
    appointed_on date,
    removed_on date
);

create table dues_bill
(
    id bigint primary key,
    branch_id bigint not null,
    member_id bigint not null,
    month date not null,
    payer_class varchar(20) not null,
    amount_cent bigint not null,
    status varchar(20) not null,
    created_at timestamptz not null default now()
);

create table dues_payment
(
    id bigint primary key,
    branch_id bigint not null,
    bill_id bigint not null,
    month date not null,
    payer_id bigint not null,
    amount_cent integer not null,
    channel varchar(20) not null,
    status varchar(20) not null,
    is_proxy boolean not null,
    is_backpay boolean not null,
    is_voluntary boolean not null,
    paid_at timestamptz not null
);

create table activity
(
    id bigint primary key,
    org_id bigint not null,
    title text not null,
    category varchar(20) not null,
    form varchar(20) not null,
    status varchar(20) not null,
    published_at timestamptz not null,
    is_cross_city boolean not null,
    host_type varchar(20) not null,
    host_id bigint not null,
    is_deleted smallint not null default 0,
    updated_at timestamp(6) not null default localtimestamp
);

create table activity_signup
(
    id bigint primary key,
    org_id bigint not null,
    member_branch_id bigint not null,
    activity_id bigint not null,
    member_id bigint not null,
    status varchar(20) not null,
    created_at timestamptz(3) not null
);

create table activity_checkin
(
    id bigint primary key,
    org_id bigint not null,
    member_branch_id bigint not null,
    activity_id bigint not null,
    member_id bigint not null,
    method varchar(10) not null,
    hours numeric(6, 2) not null,
    checked_at timestamptz not null
);

create table transfer
(
    id bigint primary key,
    from_branch_id bigint not null,
    to_branch_id bigint not null,
    member_id bigint not null,
    from_province char(6) not null,
    to_province char(6) not null,
    started_by varchar(20) not null,
    reason varchar(20) not null,
    status varchar(20) not null,
    step varchar(20) not null,
    is_graduate boolean not null,
    cohort smallint,
    started_at timestamptz not null,
    confirmed_at timestamptz,
    ended_at timestamptz
);

create table volunteer_record
(
    id bigint primary key,
    branch_id bigint not null,
    id_card varchar(18) not null,
    project_id bigint not null,
    hours numeric(5, 2) not null,
    served_on date not null
);

create table dues_retention
(
    org_id bigint not null,
    month date not null,
    collected_cent bigint not null,
    own_cent bigint not null,
    children_cent bigint not null,
    remit_cent bigint not null,
    primary key (org_id, month)
);

-- No part of the system. What the recount must know of organisations that are gone: an organisation that was deleted keeps
-- its rows at its last place, and it has once been founded.
create table org_gone
(
    id bigint primary key,
    parent_id bigint,
    type varchar(20) not null,
    created_at timestamptz
);

-- says that everything before it has been sent
create table feed_marker (id int primary key);

create table debezium_signal
(
    id varchar(42) primary key,
    type varchar(32) not null,
    data varchar(2048)
);

-- with the whole row before a change; sign-ups stay at the default, where a deletion holds the key alone
alter table org replica identity full;
alter table member replica identity full;
alter table cadre replica identity full;
alter table dues_bill replica identity full;
alter table dues_payment replica identity full;
alter table activity replica identity full;
alter table activity_checkin replica identity full;
alter table transfer replica identity full;
alter table volunteer_record replica identity full;
alter table dues_retention replica identity full;
