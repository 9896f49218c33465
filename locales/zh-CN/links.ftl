# 消息中签名链接所指向的页面。$date 是日期，$days 是天数。页面上不出现任何人的名字。

link-title = 离职风险预警：支持您的团队
link-about = 此页面对应 { $date } 生成的预警。涉及哪位员工，请见同一预警的邮件；聊天消息可能只写班组。
link-acknowledge-ask = 确认您已看到这条预警，并会跟进吗？
link-acknowledge-button = 确认跟进
link-acknowledge-done = 谢谢。这条预警已确认跟进。
link-snooze-ask =
    { $days ->
       *[other] 暂缓这条预警 { $days } 天，期间不再提醒（情况有变化时除外）？
    }
link-snooze-button = 稍后提醒
link-snooze-done = 谢谢。预警已暂缓；如仍有需要，会再次提醒您。
link-useful-ask = 这条预警有帮助吗？
link-useful-button = 有帮助
link-useful-done = 谢谢。之后如改变看法，以最后一次反馈为准。
link-not-useful-ask = 这条预警没有帮助吗？
link-not-useful-button = 没有帮助
link-not-useful-done = 谢谢。之后如改变看法，以最后一次反馈为准。
link-is-acknowledged = 这条预警此前已确认跟进。谢谢，您无需再做什么。
link-used = 此链接已使用过。每个链接只能用一次；下一条消息里会有新的链接。
link-expired = 此链接已过期。下一条消息里会有新的链接。
link-closed = 这条预警已关闭，您无需再做什么。
link-withheld = 这条预警没有发给任何人，因此无需答复。
link-forged = 此链接不是由本系统生成的，或在传送途中被改动。请直接从消息中打开，或完整复制链接。
link-unknown = 这里没有内容。请直接从消息中打开链接，或完整复制链接。
link-later = 暂时无法完成，请稍后再试。
link-purpose = 仅用于支持员工，不得用于纪律处分、薪酬或解雇。
