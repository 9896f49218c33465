# What supervisors say back, in words: the codes of diagnoses and of what was tried.

## What a stay interview found

factor-pay = pay and benefits
factor-schedule = hours and how far ahead they are known
factor-workload = number and hardship of the contacts
factor-conditions = place and tools of work
factor-supervision = how they are led
factor-policy = rules and how they are applied
factor-security = safety of the job
factor-colleagues = the people they work with
factor-achievement = doing something well
factor-recognition = being seen for it
factor-the_work = the work itself
factor-responsibility = room to decide
factor-advancement = rising
factor-growth = learning
factor-outside_work = something outside of work

## What was tried

action-schedule_change = another schedule
action-rest_from_queue = time away from a hard queue
action-coaching = coaching
action-recognition = recognition of good work
action-development_plan = a plan to learn or rise
action-new_task = a new task or responsibility
action-pay_review = a review of the pay
action-team_change = another team
action-home_work = work from home
action-conversation = a conversation
action-none = nothing
