# 邮件、聊天消息与简短形式。
#
# $date、$since、$until   写成文字的日期
# $site、$agent、$team    名册中的代码

# 列表成员之间，自左向右合并；列表过长时的结尾。
list = { $left }、{ $right }
list-more = { $list }等

## 请求答复

ask-acknowledge = 确认收到
ask-snooze_week = 一周后再提醒
ask-useful = 有用
ask-not_useful = 没用

# 指向 `deliver.page` 或 `deliver.notice_page` 的页面。
page-details = 查看详情

## 预警的状态

status-raised = 新预警
status-carried = 随调组转来
status-withheld = 因本周额度暂不发送
status-held_out = 属于对照组，不告知任何人
status-acknowledged = 已确认
status-snoozed = 暂缓中
status-woken = 暂缓期满
status-escalated = 已转第二联系人
status-closed = 已关闭
status-open = 进行中

snoozed-until = 暂缓至 { $until }

closing-eased = 风险已缓解。
closing-lapsed = 期限已到，自动关闭。
closing-left = 已提出离职。
closing-ended = 雇佣关系因其他原因结束。
closing-moved = 已转到另一位主管。

model-changed = 风险现由另一个模型（{ $model }）计算，请勿与之前的数字比较。
intro-deputy = { $supervisors } 休假期间由您代理。
second-unacknowledged = 此预警无人确认，因此转给您。
second-supervisor_left = 主管已离职，因此转给您。
second-supervisor_away = 主管正在休假且没有代理人，因此转给您。
second-supervisor_unknown = 名册中没有主管，因此转给您。
second-supervisor_is_agent = 此预警涉及主管本人，因此转给您。

## 风险高低。$now 和 $before 是一百人中的人数

band-red = 高风险
band-amber = 风险上升
band-green = 已缓解
band-not_enough_history = 历史不足

risk-known =
    { $now ->
        [0] 情况类似的一百人中，未来数周几乎无人提出离职
       *[other] 情况类似的一百人中，未来数周约有 { $now } 人提出离职
    }
risk-before =
    { $before ->
        [0] 一个月前几乎为零
       *[other] 一个月前约为 { $before } 人
    }
risk-now = 现在
risk-month-ago = 一个月前
risk-trend = { $known }；{ $before }。
risk-alone = { $known }。

since = 自 { $since }起高于关注线
since-jumped = { $since }一天之内风险骤升

## 原因属于哪一面

side-hygiene = 工作条件
side-motivator = 成长与认可
side-withdrawal = 原因不明

## 标题

heading-reasons = 有什么变化
heading-ask = 可以问
heading-offer = 可以提供
heading-avoid = 不要做
heading-next = 读完之后
heading-closed = 上次以来关闭的预警
heading-notices = 站点情况
heading-more = 其余简述
heading-snoozed = 不急：已确认或暂缓

team = 班组 { $team }
brief-line = { $agent }：{ $summary }
closed-line = { $agent }：{ $closing }{ $date }发出。

## 邮件

subject-open = { $open } 位员工值得谈一谈，{ $date }
subject-second = 站点 { $site }：{ $open } 条预警等待第二联系人，{ $date }
subject-closed = 没有待处理的预警，部分已关闭，{ $date }
subject-quiet = 站点 { $site } 的情况，{ $date }

intro-open = 您有 { $open } 位员工可能需要谈一谈，请从第一位开始。
intro-second = 站点 { $site } 有 { $open } 条预警没有主管跟进。
intro-in-place = 此信是写给 { $supervisor } 的；因为没有其地址，所以发给您。
intro-closed = 您目前没有待处理的预警。

withheld = 本周另有 { $count } 条预警未发送，以免超出您能跟进的数量。

greeting-title = { $date }的预警
footer = 根据考勤、质检和工单估计，除此之外对员工一无所知，可能有误，由您判断。模型：{ $model }。
footer-bare = 根据考勤、质检和工单估计，除此之外对员工一无所知，可能有误，由您判断。

## 聊天与简短形式

chat-title-raised = 有员工值得谈一谈
chat-title-carried = 一条预警随调组转来
chat-title-woken = 暂缓期满，风险仍高
chat-title-escalated = 一条预警等待第二联系人
chat-title-closed = 一条预警已关闭
chat-title-other = 一条预警
chat-title-several = { $count } 条预警
chat-more = 另有 { $count } 条
chat-who = { $agent }，班组 { $team }
chat-agent = 员工 { $agent }

summary = 站点 { $site } 班组 { $team } 有一条{ $band }预警：{ $reason }
summary-bare = 站点 { $site } 班组 { $team } 有一条{ $band }预警
summary-closed = 站点 { $site } 班组 { $team } 的预警已关闭：{ $closing }

## 站点通知

notice-title = 站点 { $site } 的情况
notice-stale_data-begun = 站点 { $site } 自 { $since }起没有{ $what }数据：这是数据故障，不是员工行为。恢复之前，不据此对任何人发出预警。
notice-stale_data-over = 站点 { $site } 的{ $what }数据已恢复，此前自 { $since }起中断。
notice-site_shift-begun = 站点 { $site } 自 { $since }起所有人同时出现变化：{ $what }。不会因人人都有的变化预警个人，请查找共同原因。
notice-site_shift-over = 站点 { $site } 自 { $since }起所有人共同的变化已结束：{ $what }。

event-shift = 班次
event-evaluation = 质检
event-ticket = 工单

## 信号涉及的内容

about-absence = 缺勤
about-absence-spells = 离岗时间
about-longest-sick-spell = 离岗时间
about-day-off-adjacent-absence = 离岗时间
about-lateness = 迟到
about-early-leave-rate = 早退
about-break-overrun-change = 休息超时
about-adherence-change = 离岗时间
about-adherence-sd = 离岗时间
about-days-since-worked = 离岗时间
about-overtime-hours = 加班
about-occupancy = 工时占用率
about-schedule = 排班变动
about-short-rest = 班次间休息不足
about-longest-run-of-days = 连续工作天数
about-night-weekend-share = 夜班与周末班
about-home-share = 居家办公
about-under-hours = 工时不足
about-requests = 申请
about-qa = 质检分数
about-critical-fails = 关键错误
about-disputes = 质检申诉
about-feedback = 反馈与辅导
about-handle-time = 处理时长
about-wrap-up = 话后处理
about-hold-change = 客户等待时间
about-transfer-change = 转接
about-reopen-change = 工单重开
about-pace = 每小时处理量
about-csat-change = 客户满意度
about-hostile-share = 带敌意的来访
about-category-entropy = 工作多样性
about-tenure-days = 入职时间
about-level-age-days = 同一职级的时间
about-leader = 更换主管
about-colleagues-leaving = 同事离职
about-team-tenure = 团队司龄
about-span-of-control = 团队规模
about-time-away = 离岗时间
