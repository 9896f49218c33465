# 员工风险上升的原因，写给主管看。每个信号一条，以信号命名。
#
# $now     现在的情况：次数，或带单位的数值
# $normal  本人平常的水平，写法相同
# $of      总人数，$now 为其中的人数
# $change  变化的百分比，方向在 $direction 中：`up` 上升，`down` 下降
#
# `.alone` 用于历史不足、尚无本人平常水平的员工。

## 考勤

reason-unplanned_absence_rate = 近四周 { $now } 的班次计划外缺勤，本人平常 { $normal }
    .alone = 近四周 { $now } 的班次计划外缺勤
reason-unplanned_absence_change = 近四周计划外缺勤升至班次的 { $now }，本人平常 { $normal }
reason-no_shows = 近四周 { $now } 次未到岗且未告知，本人平常 { $normal } 次
    .alone = 近四周 { $now } 次未到岗且未告知
reason-late_rate = 近四周 { $now } 的班次迟到，本人平常 { $normal }
    .alone = 近四周 { $now } 的班次迟到
reason-late_minutes_slope = 六周来迟到时间呈上升趋势：最近一周每班 { $now }，本人平常 { $normal }
reason-early_leave_rate = 近四周 { $now } 的班次早退，本人平常 { $normal }
    .alone = 近四周 { $now } 的班次早退
reason-break_overrun_recent = 近来每班休息超时 { $now }，本人平常 { $normal }
    .alone = 近来每班休息超时 { $now }
reason-break_overrun_change = 近两周每班休息超时 { $now }，本人平常 { $normal }
reason-overtime_hours = 近四周加班 { $now }，本人平常 { $normal }
    .alone = 近四周加班 { $now }
reason-occupancy = 近两周工时占用率 { $now }，本人平常 { $normal }
    .alone = 近两周工时占用率 { $now }
reason-occupancy_change = 近两周工时占用率升至 { $now }，本人平常 { $normal }

# 可能含病假的一律合并为此，不带数字。
reason-time_away = 离岗时间多于平常

## 排班与负荷

reason-shift_start_sd = 近一个月班次开始时间前后波动 { $now }
reason-short_notice_changes = 近四周 { $now } 个班次提前不足 72 小时变更，本人平常 { $normal } 个
    .alone = 近四周 { $now } 个班次提前不足 72 小时变更
reason-short_rest = 近四周 { $now } 次班次间休息不足 11 小时
reason-longest_run_of_days = 连续工作 { $now }
reason-night_weekend_share = 近四周夜班和周末班占 { $now }，本人平常 { $normal }
    .alone = 近四周夜班和周末班占 { $now }
reason-home_share = 近四周 { $now } 的班次居家办公，本人平常 { $normal }
    .alone = 近四周 { $now } 的班次居家办公
reason-under_hours = 近四周排班比合同工时少 { $now }
reason-refused_requests = 近两个月 { $now } 次休假或换班申请被拒
reason-swap_requests = 近四周 { $now } 次申请换班
reason-shift_pattern_changed = 近一个月班次模式有变更

## 质检与成长

reason-qa_level = 近四周质检均分 { $now }，本人平常 { $normal }
    .alone = 近四周质检均分 { $now }
reason-qa_change = 近四周质检均分降至 { $now }，本人平常 { $normal }
reason-qa_slope = 八周来质检分数呈下降趋势：最近一周 { $now }，本人平常 { $normal }
reason-qa_sd = 质检分数忽高忽低，上下波动 { $now }
reason-critical_fails = 近一个月 { $now } 次关键错误，本人平常 { $normal } 次
    .alone = 近一个月 { $now } 次关键错误
reason-disputes = 近三个月 { $now } 次质检申诉
reason-days_since_feedback = 已 { $now }没有质检反馈或辅导
reason-coaching_held =
    { $now ->
        [0] 近两个月没有辅导
       *[other] 近两个月只辅导过 { $now } 次
    }
reason-coaching_cancelled = 近四周 { $now } 次辅导被取消

## 工单

reason-handle_time_change =
    近两周处理时长{ $direction ->
        [down] 下降
       *[up] 上升
    } { $change }：{ $now }，本人平常 { $normal }
reason-handle_time_cv = 近四周处理时长波动大：为均值的 { $now }
reason-handle_time_spread = 近来处理时长波动大：为均值的 { $now }，本人平常 { $normal }
    .alone = 近来处理时长波动大：为均值的 { $now }
reason-wrap_recent = 近来话后处理占处理时长的 { $now }，本人平常 { $normal }
    .alone = 近来话后处理占处理时长的 { $now }
reason-wrap_change =
    近两周话后处理时长{ $direction ->
        [down] 下降
       *[up] 上升
    } { $change }：{ $now }，本人平常 { $normal }
reason-hold_recent = 近来让客户等待的时间占处理时长的 { $now }，本人平常 { $normal }
    .alone = 近来让客户等待的时间占处理时长的 { $now }
reason-hold_change = 近两周让客户等待的时间占处理时长的 { $now }，本人平常 { $normal }
reason-transfer_recent = 近来 { $now } 的工单被转接或升级，本人平常 { $normal }
    .alone = 近来 { $now } 的工单被转接或升级
reason-transfer_change = 近两周 { $now } 的工单被转接或升级，本人平常 { $normal }
reason-reopen_recent = 近来 { $now } 的工单被重开，本人平常 { $normal }
    .alone = 近来 { $now } 的工单被重开
reason-reopen_change = 近四周 { $now } 的工单被重开，本人平常 { $normal }
reason-throughput_change =
    近四周每小时处理量{ $direction ->
        [down] 下降
       *[up] 上升
    } { $change }：{ $now } 单，本人平常 { $normal } 单
reason-throughput_slope = 十周来每小时处理量呈下降趋势：最近一周 { $now } 单，本人平常 { $normal } 单
reason-throughput_level_x_slope = 十周来每小时处理量呈上升趋势
reason-csat_recent = 近来客户满意度 { $now }（满分 5），本人平常 { $normal }
    .alone = 近来客户满意度 { $now }（满分 5）
reason-csat_change = 近四周客户满意度降至 { $now }（满分 5），本人平常 { $normal }
reason-hostile_share = 近两周 { $now } 的来访带有敌意或为投诉，本人平常 { $normal }
    .alone = 近两周 { $now } 的来访带有敌意或为投诉
reason-category_entropy = 近四周半数以上工单为同一类型

## 司龄、团队、主管

reason-tenure_days = 入职 { $now }，正处于容易离职的阶段
reason-level_age_days = 职级已 { $now }未变动
reason-supervisor_changed = 近三个月更换了主管
reason-supervisor_left = 近三个月内带过其的主管已离职
reason-supervisor_leaver_rate = 近一年该主管名下 { $of } 名同事中有 { $now } 人提出离职
reason-team_leavers = 近两个月团队 { $of } 名同事中有 { $now } 人提出离职
reason-cohort_leavers = 近三个月同期入职的 { $of } 名同事中有 { $now } 人提出离职
reason-team_tenure = 团队较新：半数成员司龄不到 { $now }
reason-span_of_control = 主管管理 { $now } 人
