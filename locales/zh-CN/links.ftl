# The page behind a signed link in a message. $date is a date, $days a number. It names no person.

link-title = 预警：支持您的团队
link-about = 这是关于 { $date } 发出的提醒。涉及哪位同事，请见附有此链接的消息。
link-acknowledge-ask = 确认您已看到这条提醒，并会跟进吗？
link-acknowledge-button = 确认
link-acknowledge-done = 谢谢。提醒已确认。
link-snooze-ask =
    { $days ->
       *[other] { $days } 天内不再提示这条提醒（情况有变化时除外）？
    }
link-snooze-button = 稍后提醒
link-snooze-done = 谢谢。提醒已暂停；如仍有需要，会再次提示。
link-useful-ask = 反馈这条提醒有帮助吗？
link-useful-button = 有帮助
link-useful-done = 谢谢。之后如有不同意见，以最后一次反馈为准。
link-not-useful-ask = 反馈这条提醒没有帮助吗？
link-not-useful-button = 没有帮助
link-not-useful-done = 谢谢。之后如有不同意见，以最后一次反馈为准。
link-is-acknowledged = 这条提醒已经确认过了。谢谢，无需再做什么。
link-used = 此链接已使用过。每个链接只能用一次；下一条消息里会有新的链接。
link-expired = 此链接已过期。下一条消息里会有新的链接。
link-closed = 这条提醒已关闭，无需再做什么。
link-withheld = 这条提醒没有发给任何人，因此无需答复。
link-forged = 此链接不是由本系统生成的，或在途中被改动。请直接从消息中打开，或完整复制。
link-unknown = 这里没有内容。请直接从消息中打开链接，或完整复制。
link-later = 现在无法完成，请稍后再试。
link-purpose = 仅用于支持：绝不用于纪律、薪酬或解雇事宜。
