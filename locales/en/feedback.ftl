# What supervisors say back, in words: the codes of diagnoses and of what was tried.

## What a stay interview found

factor-pay = pay and benefits
factor-schedule = hours, and how far ahead they are known
factor-workload = number and difficulty of contacts
factor-conditions = workplace and tools
factor-supervision = how they are led
factor-policy = rules and how they are applied
factor-security = job security
factor-colleagues = the people they work with
factor-achievement = doing something well
factor-recognition = recognition for good work
factor-the_work = the work itself
factor-responsibility = freedom to decide
factor-advancement = promotion
factor-growth = learning
factor-outside_work = something outside work

## What was tried

action-schedule_change = another schedule
action-rest_from_queue = time away from a difficult queue
action-coaching = coaching
action-recognition = recognition of good work
action-development_plan = a development plan
action-new_task = a new task or responsibility
action-pay_review = a pay review
action-team_change = another team
action-home_work = work from home
action-conversation = a conversation
action-none = nothing
