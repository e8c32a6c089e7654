import { ALL_GRAINS, item, metric, reports } from './report.ts'

/** Members: growth and composition. */
export const MEMBER_REPORTS = reports({
  member_growth: {
    department: '组织部',
    title: '团员发展',
    purpose: '团员总数、新发展团员与净增的变化',
    headline: [
      '团员 {MEM01}{环比 MEM01}{同比 MEM01}',
      '新发展团员 {MEM07 本期}{同比 MEM07 本期}，本年累计 {MEM07 本年累计}',
    ],
    rows: ['children', 'industry_code'],
    columns: [
      metric('MEM01', { compare: ['mom', 'yoy'], trend: true }),
      metric('MEM08'),
      metric('MEM07', { compare: ['mom', 'yoy'], trend: true, group: '新发展团员', title: '本期' }),
      metric('MEM07', { span: 'ytd', compare: ['yoy'], group: '新发展团员', title: '本年累计' }),
      metric('MEM21'),
      metric('MEM02'),
      metric('MEM13'),
    ],
    chart: 0,
    grains: ALL_GRAINS,
  },
  member_composition: {
    department: '学校部',
    title: '团员构成',
    purpose: '团员的性别、年龄、学历与职业构成',
    headline: ['团员 {MEM01}，其中男 {MEM01 男}、女 {MEM01 女}', '学生团员占 {MEM12}'],
    rows: ['children', 'gender', 'age_band', 'education'],
    columns: [
      metric('MEM01'),
      item('MEM01', 'gender', 'male', '男', '性别'),
      item('MEM01', 'gender', 'female', '女', '性别'),
      item('MEM01', 'age_band', '<14', '14岁以下', '年龄'),
      item('MEM01', 'age_band', '14-17', '14–17岁', '年龄'),
      item('MEM01', 'age_band', '18-22', '18–22岁', '年龄'),
      item('MEM01', 'age_band', '23-27', '23–27岁', '年龄'),
      item('MEM01', 'age_band', '≥28', '28岁及以上', '年龄'),
      item('MEM01', 'status_class', 'student', '学生', '职业'),
      item('MEM01', 'status_class', 'working', '在职', '职业'),
      item('MEM01', 'status_class', 'other', '其他', '职业'),
      metric('MEM12', { compare: ['yoy'] }),
      metric('MEM18'),
    ],
    chart: 0,
    grains: ALL_GRAINS,
  },
})
