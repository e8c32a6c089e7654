-- Accounts gain the role of those who control walls and see nothing else. Cost: metadata only.
alter table ops.sys_account {{on_cluster}}
    modify column role Enum8('admin' = 1, 'department' = 2, 'committee' = 3, 'controller' = 4);
