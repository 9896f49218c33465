# 信号不作为原因、没有句子时的名称。每个信号一条，以信号命名，数字跟在后面。
#
# 可能含病假的信号没有单独的名称：合并为 `time_away`。

## 考勤

signal-unplanned_absence_rate = 近四周临时缺勤
signal-unplanned_absence_change = 临时缺勤的前后对比
signal-no_shows = 未到岗且未请假的班次
signal-late_rate = 迟到的班次
signal-late_minutes_slope = 迟到的趋势
signal-early_leave_rate = 早退的班次
signal-break_overrun_recent = 近来小休超时
signal-break_overrun_change = 小休超时的前后对比
signal-overtime_hours = 近四周加班
signal-occupancy = 近两周工时利用率
signal-occupancy_change = 工时利用率的前后对比
signal-time_away = 不在岗时间

## 排班与负荷

signal-shift_start_sd = 上班时间的波动
signal-short_notice_changes = 临时变更的班次
signal-short_rest = 班次间休息不足的次数
signal-longest_run_of_days = 最长连续上班天数
signal-night_weekend_share = 夜班和周末班占比
signal-home_share = 居家办公占比
signal-under_hours = 排班低于合同工时的比例
signal-refused_requests = 被拒绝的请假或换班申请
signal-swap_requests = 换班申请
signal-shift_pattern_changed = 一个月内班型有变动

## 质检与成长

signal-qa_level = 近四周质检分数
signal-qa_change = 质检分数的前后对比
signal-qa_slope = 质检分数的趋势
signal-qa_sd = 质检分数的波动
signal-critical_fails = 近一个月的质检致命错误
signal-disputes = 近三个月的质检申诉
signal-days_since_feedback = 距上次有记录的质检或辅导的在岗时间
signal-coaching_held = 近两个月进行的辅导
signal-coaching_cancelled = 近四周取消的辅导

## 工单

signal-handle_time_change = 处理时长的前后对比
signal-handle_time_cv = 近四周处理时长的波动
signal-handle_time_spread = 近来处理时长的波动
signal-wrap_recent = 近来话后处理占比
signal-wrap_change = 话后处理时长的前后对比
signal-hold_recent = 近来通话保持占比
signal-hold_change = 通话保持占比的前后对比
signal-transfer_recent = 近来转接或升级的工单
signal-transfer_change = 被转接或升级工单的前后对比
signal-reopen_recent = 近来被重开的工单
signal-reopen_change = 被重开工单的前后对比
signal-throughput_change = 每小时处理量的前后对比
signal-throughput_slope = 每小时处理量的趋势
signal-throughput_level_x_slope = 每小时处理量的趋势乘以水平
signal-csat_recent = 近来客户满意度
signal-csat_change = 客户满意度的前后对比
signal-hostile_share = 客户态度恶劣或投诉的工单
signal-category_entropy = 工单种类的多样性（0 为只有一种）

## 司龄、团队、主管

signal-tenure_days = 入职时间
signal-level_age_days = 职级未变动的时间
signal-supervisor_changed = 三个月内换了主管
signal-supervisor_left = 三个月内有主管离职
signal-supervisor_leaver_rate = 该主管名下其他人一年内提出离职的次数与平均人数之比（向职场水平靠拢）
signal-team_leavers = 近两个月团队其他成员提出离职的次数与平均人数之比
signal-cohort_leavers = 近三个月其他同期入职者提出离职的次数与平均人数之比
signal-team_tenure = 团队其他成员入职时间的中位数
signal-span_of_control = 主管带的人数
