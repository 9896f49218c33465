# 带单位的数值。$n 是按本语言格式写出的数字。

figure-percent = { $n }%
figure-minutes = { $n } 分钟
figure-hours = { $n } 小时
figure-seconds = { $n } 秒
figure-days = { $n } 天
figure-months = { $n } 个月
figure-points = { $n } 分
figure-plain = { $n }
figure-minutes-a-week = 每周 { $n } 分钟
figure-points-a-week = 每周 { $n } 分
figure-pace-a-week = 每周每小时 { $n } 单
figure-yes = 是
figure-no = 否
