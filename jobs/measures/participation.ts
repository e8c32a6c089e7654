import { rolledUpJob } from './rolledUpJob.ts'

/** ACT07, ACT08: members who checked in at an activity in the window, its quarter and its year so far, by the branch they were in then. */
export const participation = rolledUpJob({
  name: 'participation',
  title: '活动参与',
  version: 2,
  schedule: '30 3 * * *',
})
