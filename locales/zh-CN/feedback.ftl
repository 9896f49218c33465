# 主管反馈的文字：谈话诊断与所采取措施的代码。

## 留任面谈的发现

factor-pay = 薪酬与福利
factor-schedule = 工时与排班的可预见性
factor-workload = 来电、会话与工单的数量和难度
factor-conditions = 工作场所与工具
factor-supervision = 主管的带领方式
factor-policy = 规定及其执行方式
factor-security = 工作的稳定性
factor-colleagues = 共事的同事
factor-achievement = 把事情做好
factor-recognition = 工作得到认可
factor-the_work = 工作本身
factor-responsibility = 自主决定的空间
factor-advancement = 晋升
factor-growth = 学习与成长
factor-outside_work = 工作以外的事

## 所采取的措施

action-schedule_change = 调整排班
action-rest_from_queue = 暂时调离高难度队列
action-coaching = 辅导
action-recognition = 认可好的工作
action-development_plan = 学习或晋升计划
action-new_task = 新任务或新职责
action-pay_review = 调薪评估
action-team_change = 调换班组
action-home_work = 居家办公
action-conversation = 谈心沟通
action-none = 未采取措施
