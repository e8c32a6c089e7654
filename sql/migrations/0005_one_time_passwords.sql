-- Accounts say whether their password was made for them and told once, so that they are asked to choose their own.
-- Cost: metadata only. Passwords from before count as chosen.
alter table ops.sys_account {{on_cluster}}
    add column if not exists one_time Bool after changed_at;
