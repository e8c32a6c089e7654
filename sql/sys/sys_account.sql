-- Who may sign in, as what, and what of the tree they may see. Written by warehouse/control/accounts by compare-and-set on seq.
-- Grain: one row per change of an account; older ones fall away in merges, the highest seq of a login counts.
create table if not exists ops.sys_account {{on_cluster}}
(
    login String comment 'lower-case; a login is never given to another account',
    seq UInt64 comment 'number of the change, rises by one; the fence of the compare-and-set',
    writer String comment 'random, of the process that wrote the change',
    role Enum8('admin' = 1, 'department' = 2, 'committee' = 3, 'controller' = 4),
    org String comment 'dim_org id of the organisation whose subtree the account may see, or root',
    email String comment 'address of the office for mailings; empty when there is none',
    password_hash String comment 'scrypt with its parameters and salt; empty: no password fits',
    enabled Bool,
    epoch UInt32 comment 'rises when the account is disabled, gets another password, organisation or role; sessions of an older epoch have ended',
    created_at DateTime64(3, 'Asia/Shanghai'),
    changed_at DateTime64(3, 'Asia/Shanghai'),
    one_time Bool comment 'the password was made for the account and told once; its owner is asked to choose another'
)
engine = {{engine.replacing(seq)}}
order by login
settings {{settings.durable}}
