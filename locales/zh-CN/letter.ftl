# 邮件、聊天消息与简短形式。
#
# $date、$since、$until   写成文字的日期
# $site、$agent、$team    花名册中的代码

# 列表成员之间，自左向右合并；列表过长时的结尾。
list = { $left }、{ $right }
list-more = { $list }等

## 请求答复

ask-acknowledge = 确认跟进
ask-snooze_week = 一周后再提醒
ask-useful = 有帮助
ask-not_useful = 没有帮助

# 指向 `deliver.page` 或 `deliver.notice_page` 的页面。
page-details = 查看详情

## 预警的状态

status-raised = 新预警
status-carried = 由另一位主管转来
status-withheld = 本周预警已达上限，暂未发送
status-held_out = 对照组，不发送
status-acknowledged = 已确认跟进
status-snoozed = 暂缓中
status-woken = 暂缓期满
status-escalated = 已转第二联系人
status-closed = 已关闭
status-open = 进行中

snoozed-until = 暂缓至 { $until }

closing-eased = 风险已下降。
closing-eased-back = 风险曾下降，现又回升；间隔一段时间后，如有新情况会再次预警。
closing-eased-own = 扣除整个职场或队列目前的共同变化后，风险已下降。
closing-eased-own-back = 扣除整个职场或队列的共同变化后，风险曾下降，现又回升；间隔一段时间后，如有新情况会再次预警。
closing-lapsed = 预测期已满，风险已不高，自动关闭。
closing-lapsed-on = 预测期已满，由新的预警接替。
closing-left = 员工已提出离职。
closing-ended = 将离开本岗位，并非由员工本人提出离职（例如调动）。
closing-moved = 已转到另一职场。
closing-moved-on = 已转到另一位主管，预警随之转交。

model-changed = 风险现由另一个模型（{ $model }）计算，请勿与之前的数字比较。
intro-deputy = { $supervisors } 不在岗期间，由您代为处理以下预警。
second-unacknowledged = 尚无人答复此预警，因此转给您。
second-unacknowledged-again = 此预警重新发出后尚无人答复，因此转给您。
withdrawn = 此前登记的离职或劳动关系终止已撤回或更正。
second-supervisor_left = 主管已离职，因此转给您。
second-supervisor_away = 主管目前不在岗，且系统中没有可以代理的人，因此转给您。
second-supervisor_unknown = 花名册中未登记主管，因此转给您。
second-supervisor_is_agent = 预警对象是主管本人，因此转给您。

## 风险高低。$now 和 $before 是一百人中的人数

# 红色是本职场有时间面谈的部分：风险最高的几位，不论绝对值高低。
band-red = 风险居前
band-amber = 风险偏高
band-green = 风险已下降
band-not_enough_history = 历史数据不足

risk-known =
    { $now ->
        [0] 在情况类似的 100 人中，未来几周几乎无人会提出离职
       *[other] 在情况类似的 100 人中，未来几周约有 { $now } 人会提出离职
    }
# 与职场或队列整体变化的通知一起出现。
risk-own =
    { $own ->
        [0] 除去职场或队列的共同影响几乎为零
       *[other] 除去职场或队列的共同影响约为 { $own } 人
    }
risk-before =
    { $before ->
        [0] 一个月前几乎为零
       *[other] 一个月前约为 { $before } 人
    }
risk-now = 现在
risk-month-ago = 一个月前
risk-usual =
    { $usual ->
        [0] 本职场全体员工中几乎为零
       *[other] 本职场全体员工中约为 { $usual } 人
    }
risk-more = { $known }；{ $more }
risk-told = { $told }。

# 开始关注的日期；此后风险可能一度回落。
since = { $since }首次发现风险偏高，预警生成日期：{ $raised }
since-jumped = { $since }当天风险骤升
# 数据中断期间。
since-as-of = { $since }；风险与原因截至 { $day }（数据中断之前）

## 原因属于哪一面

side-hygiene = 工作条件
side-motivator = 成长与认可
side-withdrawal = 只是迹象

## 标题

# 用命令显示预警时写在上方，可能在当天或之后显示。
as-of = 以下风险与原因截至 { $date }：

heading-reasons = 值得注意的情况
heading-reasons-closed = 当时值得注意的情况
only-position = 预警原因中没有本人工作方面的变化，只有其所处的阶段和环境
heading-ask = 可以这样问
heading-offer = 可以提供的支持
heading-avoid = 注意事项
heading-next = 您的答复
heading-closed = 上封邮件以来关闭的预警
heading-notices = 职场情况
heading-more = 其余预警简述
heading-snoozed = 暂不紧急：已确认跟进或暂缓

team = 班组 { $team }
brief-line = { $agent }：{ $summary }
closed-line = { $agent }：{ $closing }预警生成日期：{ $date }。

## 邮件

subject-open = 建议与 { $open } 位员工谈一谈，{ $date }
subject-answered = { $open } 条未关闭预警，均已答复，{ $date }
subject-nowhere = { $open } 条职场不明的预警待第二联系人处理，{ $date }
subject-second = 职场 { $site }：{ $open } 条预警待第二联系人处理，{ $date }
subject-closed = 没有待处理的预警，有预警已关闭，{ $date }
subject-quiet = 职场 { $site } 的情况，{ $date }

intro-open =
    { $open ->
        [1] 您团队中有一位员工可能需要谈一谈。
       *[other] 您团队中有 { $open } 位员工可能需要谈一谈，请从第一位开始。
    }
intro-own-answered = 有 { $open } 条已答复的预警尚未关闭。
intro-second = 职场 { $site } 有 { $open } 条预警已转到您这里，等待答复。
intro-answered = 职场 { $site } 转到您这里的 { $open } 条未关闭预警均已得到答复。
intro-second-nowhere = 有 { $open } 条预警（所属职场未登记）已转到您这里，等待答复。
intro-answered-nowhere = 转到您这里的 { $open } 条未关闭预警（所属职场未登记）均已得到答复。
intro-in-place = 这封邮件原本应发给 { $supervisor }；因系统中没有其邮箱地址，改为发给您。
intro-closed = 您目前没有待处理的预警。

withheld = 本周另有 { $count } 条预警未发送，以免超出您能跟进的数量。

greeting-title = { $date }的预警
footer = 以上内容根据考勤、排班、质检和工单数据估算，不了解员工的其他情况，可能有误，请您自行判断。模型：{ $model }。
footer-bare = 以上内容根据考勤、排班、质检和工单数据估算，不了解员工的其他情况，可能有误，请您自行判断。
# 随程序附带的模型。
unmeasured = 该模型依据公开发表的研究制作，未用本中心的数据训练，其风险估计未必适用于这里。

## 聊天与简短形式

chat-title-raised = 建议与一位员工谈一谈
chat-title-carried = 一条预警由另一位主管转来
chat-title-woken = 暂缓期满，风险仍高
chat-title-escalated = 一条预警待第二联系人处理
chat-title-closed = 一条预警已关闭
chat-title-other = 一条预警
chat-title-several = { $count } 条预警
chat-more = 另有 { $count } 条
chat-who = { $agent }，班组 { $team }
chat-agent = 员工 { $agent }

summary = 职场 { $site } 班组 { $team } 有一条预警（{ $band }）：{ $reason }
summary-bare = 职场 { $site } 班组 { $team } 有一条预警（{ $band }）
summary-closed = 职场 { $site } 班组 { $team } 的预警已关闭：{ $closing }

## 职场通知

notice-title = 职场 { $site } 的情况
notice-stale_data-begun = 系统自 { $since }起没有职场 { $site } 的{ $what }数据。系统判断这是数据故障，而非员工行为的变化。数据恢复之前不会发出新预警，最长两周。
notice-stale_data-over = 职场 { $site } 可以再次发出新预警：{ $what }数据自 { $since }起中断，现已恢复，或中断已满两周。
notice-site_shift-begun = 职场 { $site } 的整体水平出现变化：{ $what }（最早迹象见于 { $since }，也可能只涉及部分队列或班组）。在此期间系统不会因此对个人发出预警，请查找共同原因。
notice-queue_shift-begun = 职场 { $site } 的队列 { $queue } 整体水平出现变化：{ $what }（最早迹象见于 { $since }）。在此期间系统不会因此对该队列的个人发出预警，请查找共同原因。
notice-stale_data-over-back = 职场 { $site } 的{ $what }数据自 { $since }起中断，现已恢复，可以再次发出新预警。
notice-stale_data-over-usual = 职场 { $site } 的{ $what }数据自 { $since }起一直中断，已满两周，系统不再等待，可以再次发出新预警。
notice-site_shift-over-back = 职场 { $site } 的整体水平已基本恢复：{ $what }（最早迹象见于 { $since }）。预警重新计入这一项。
notice-site_shift-over-usual = 职场 { $site } 的整体水平变化已持续很久，现视为常态：{ $what }（最早迹象见于 { $since }）。预警重新计入这一项。
notice-site_shift-over-unknown = 职场 { $site } 人数过少，已无法判断整体水平是否仍有变化：{ $what }（最早迹象见于 { $since }）。预警重新计入这一项。
notice-queue_shift-over-back = 职场 { $site } 队列 { $queue } 的整体水平已基本恢复：{ $what }（最早迹象见于 { $since }）。预警重新计入这一项。
notice-queue_shift-over-usual = 职场 { $site } 队列 { $queue } 的整体水平变化已持续很久，现视为常态：{ $what }（最早迹象见于 { $since }）。预警重新计入这一项。
notice-queue_shift-over-unknown = 职场 { $site } 队列 { $queue } 人数过少，已无法判断整体水平是否仍有变化：{ $what }（最早迹象见于 { $since }）。预警重新计入这一项。
notice-queue_shift-over = 职场 { $site } 队列 { $queue } 的预警重新计入：{ $what }。{ $since }初现迹象的整体变化已结束、已成常态，或已无法判断（人数过少或更换了模型）。
notice-site_shift-over = 职场 { $site } 的预警重新计入：{ $what }。{ $since }初现迹象的整体变化已结束、已成常态，或已无法判断（人数过少或更换了模型）。

event-shift = 考勤
event-evaluation = 质检
event-ticket = 工单

## 信号涉及的内容

about-absence = 缺勤
about-absence-spells = 不在岗时间
about-longest-sick-spell = 不在岗时间
about-day-off-adjacent-absence = 不在岗时间
about-lateness = 迟到
about-early-leave-rate = 早退
about-break-overrun-change = 休息超时
about-adherence-change = 不在岗时间
about-adherence-sd = 不在岗时间
about-days-since-worked = 不在岗时间
about-overtime-hours = 加班
about-occupancy = 工时利用率
about-schedule = 排班变动
about-short-rest = 班次间隔过短
about-longest-run-of-days = 连续上班天数
about-night-weekend-share = 夜班与周末班
about-home-share = 居家办公
about-under-hours = 工时低于合同
about-requests = 休假与换班申请
about-qa = 质检分数
about-critical-fails = 质检致命错误
about-disputes = 质检申诉
about-feedback = 反馈与辅导
about-handle-time = 处理时长
about-wrap-up = 话后处理
about-hold-change = 通话保持时长
about-transfer-change = 转接
about-reopen-change = 工单重开
about-pace = 每小时处理量
about-csat-change = 客户满意度
about-hostile-share = 客户态度恶劣或投诉的来电和会话
about-category-entropy = 工作多样性
about-tenure-days = 入职时长
about-level-age-days = 同一职级的时长
about-leader = 更换主管
about-colleagues-leaving = 同事离职
about-team-tenure = 团队司龄
about-span-of-control = 团队规模
about-time-away = 不在岗时间
