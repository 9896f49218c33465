# 员工风险上升的原因，写给主管看。每个信号一条，以信号命名。
#
# $now     现在的情况：次数，或带单位的数值
# $normal  本人平时的水平，写法相同
# $of      总人数，$now 为其中的人数
# $change  变化的百分比，方向在 $direction 中：`up` 上升，`down` 下降
#
# `.alone` 用于历史不足、尚无本人平时水平的员工。

## 考勤

reason-unplanned_absence_rate = 近四周有 { $now } 的班次临时缺勤，本人平时为 { $normal }
    .alone = 近四周有 { $now } 的班次临时缺勤
reason-unplanned_absence_change = 近四周临时缺勤升至班次的 { $now }，本人平时为 { $normal }
reason-no_shows = 近四周有 { $now } 次未到岗且未请假，本人平时为 { $normal } 次
    .alone = 近四周有 { $now } 次未到岗且未请假
reason-late_rate = 近四周有 { $now } 的班次迟到，本人平时为 { $normal }
    .alone = 近四周有 { $now } 的班次迟到
reason-late_minutes_slope = 六周来迟到时间呈上升趋势：最近一周每班 { $now }，本人平时为 { $normal }
reason-early_leave_rate = 近四周有 { $now } 的班次早退，本人平时为 { $normal }
    .alone = 近四周有 { $now } 的班次早退
reason-break_overrun_recent = 近来每班小休超时 { $now }，本人平时为 { $normal }
    .alone = 近来每班小休超时 { $now }
reason-break_overrun_change = 近两周每班小休超时 { $now }，本人平时为 { $normal }
reason-overtime_hours = 近四周加班 { $now }，本人平时为 { $normal }
    .alone = 近四周加班 { $now }
reason-occupancy = 近两周工时利用率为 { $now }，本人平时为 { $normal }
    .alone = 近两周工时利用率为 { $now }
reason-occupancy_change = 近两周工时利用率升至 { $now }，本人平时为 { $normal }

# 可能含病假的一律合并为此，不带数字。
reason-time_away = 不在岗时间比本人平时多

## 排班与负荷

# 数值为圆周标准差，在排班表里查不到，故不写。
reason-shift_start_sd = 近一个月排班的上班时间忽早忽晚，相差很大
reason-short_notice_changes = 近四周有 { $now } 个班次在开班前 72 小时内临时变更，本人平时为 { $normal } 个
    .alone = 近四周有 { $now } 个班次在开班前 72 小时内临时变更
reason-short_rest = 近四周排班有 { $now } 次班次间隔不足 11 小时
reason-longest_run_of_days = 连续上班 { $now }
reason-night_weekend_share = 近四周夜班和周末班占班次的 { $now }，本人平时为 { $normal }
    .alone = 近四周夜班和周末班占班次的 { $now }
reason-home_share = 近四周居家办公占班次的 { $now }，本人平时为 { $normal }
    .alone = 近四周居家办公占班次的 { $now }
reason-under_hours = 近四周排班工时比合同工时少 { $now }
reason-refused_requests = 近两个月有 { $now } 次休假或换班申请未获批准
reason-swap_requests = 近四周申请换班 { $now } 次
reason-shift_pattern_changed = 近一个月班制有变动

## 质检与成长

reason-qa_level = 近四周质检均分 { $now }，本人平时为 { $normal }
    .alone = 近四周质检均分 { $now }
reason-qa_change = 近四周质检均分降至 { $now }，本人平时为 { $normal }
reason-qa_slope = 八周来质检分数呈下降趋势：最近一周 { $now }，本人平时为 { $normal }
reason-qa_sd = 质检分数忽高忽低，波动约 { $now }
reason-critical_fails = 近一个月有 { $now } 次质检致命错误，本人平时为 { $normal } 次
    .alone = 近一个月有 { $now } 次质检致命错误
reason-disputes = 近三个月有 { $now } 次质检申诉
reason-days_since_feedback = 已有 { $now }没有质检或辅导的记录
reason-coaching_held =
    { $now ->
        [0] 近两个月没有进行辅导的记录
       *[other] 近两个月只有 { $now } 次进行辅导的记录
    }
reason-coaching_cancelled = 近四周有 { $now } 次辅导被取消

## 工单

reason-handle_time_change =
    近两周处理时长{ $direction ->
        [down] 下降
       *[up] 上升
    } { $change }：{ $now }，本人平时为 { $normal }
reason-handle_time_cv = 近四周不同工单的处理时长波动约为均值的 { $now }
reason-handle_time_spread = 近来不同工单的处理时长相差比平时大：波动约为均值的 { $now }，本人平时为 { $normal }
    .alone = 近来不同工单的处理时长波动约为均值的 { $now }
reason-wrap_recent = 近来话后处理占处理时长的 { $now }，本人平时为 { $normal }
    .alone = 近来话后处理占处理时长的 { $now }
reason-wrap_change =
    近两周话后处理时长{ $direction ->
        [down] 下降
       *[up] 上升
    } { $change }：{ $now }，本人平时为 { $normal }
reason-hold_recent = 近来通话保持占处理时长的 { $now }，本人平时为 { $normal }
    .alone = 近来通话保持占处理时长的 { $now }
reason-hold_change = 近两周通话保持占处理时长的 { $now }，本人平时为 { $normal }
reason-transfer_recent = 近来有 { $now } 的工单被转接或升级处理，本人平时为 { $normal }
    .alone = 近来有 { $now } 的工单被转接或升级处理
reason-transfer_change = 近两周 { $now } 的工单被转接或升级，本人平时为 { $normal }
reason-reopen_recent = 近来 { $now } 的工单被重开，本人平时为 { $normal }
    .alone = 近来 { $now } 的工单被重开
reason-reopen_change = 近四周 { $now } 的工单被重开，本人平时为 { $normal }
reason-throughput_change =
    近四周每小时处理量{ $direction ->
        [down] 下降
       *[up] 上升
    } { $change }：{ $now } 单，本人平时为 { $normal } 单
reason-throughput_slope = 十周来每小时处理量呈下降趋势：最近一周 { $now } 单，本人平时为 { $normal } 单
reason-throughput_level_x_slope = 十周来每小时处理量呈上升趋势
reason-csat_recent = 近来客户满意度 { $now }（满分 5），本人平时为 { $normal }
    .alone = 近来客户满意度 { $now }（满分 5）
reason-csat_change = 近四周客户满意度降至 { $now }（满分 5），本人平时为 { $normal }
reason-hostile_share = 近两周 { $now } 的工单中客户态度恶劣或提出投诉，本人平时为 { $normal }
    .alone = 近两周 { $now } 的工单中客户态度恶劣或提出投诉
reason-category_entropy = 近四周半数以上工单为同一类型

## 司龄、团队、主管

reason-tenure_days = 入职 { $now }，正处于离职高发阶段
reason-level_age_days = 职级已 { $now }未变动
reason-supervisor_changed = 近三个月内更换了主管
reason-supervisor_left = 近三个月内带过该员工的主管已离职
reason-supervisor_leaver_rate = 近一年曾在该主管名下的其他 { $of } 人中有 { $now } 人提出离职
reason-team_leavers = 近两个月曾在该团队的其他 { $of } 人中有 { $now } 人提出离职
reason-cohort_leavers = 近三个月曾在职的其他 { $of } 名同期入职者中有 { $now } 人提出离职
reason-team_tenure = 团队其他成员中半数司龄约在 { $now }以内
reason-span_of_control = 主管直接管理 { $now } 人
