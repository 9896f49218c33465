-- Roster and load.

CREATE TABLE roster AS
WITH total AS (
    SELECT agent, w(scheduled, age, 28) AS shifts, w(scheduled, age, 30) AS shifts_30, w(worked, age, 28) AS worked,
        w(scheduled AND short_notice, age, 28) AS short_notice,
        w(scheduled AND night_weekend, age, 28) AS night_weekend, w(home, age, 28) AS home,
        coalesce(sum(scheduled_s) FILTER (scheduled AND age < 28), 0) / 3600 AS scheduled_hours,
        coalesce(sum(scheduled_s) FILTER (NOT scheduled AND age < 28), 0) / 3600 AS leave_hours
    FROM agent LEFT JOIN shift USING (agent) GROUP BY agent
), in_force AS (
    -- The contract of each day: what is known first is taken to have held before.
    SELECT agent, age, rostered, on_leave,
        coalesce(max_by(contract_h_week, effective) FILTER (effective <= as_of() - age::INTEGER),
            min_by(contract_h_week, effective)) / 7 AS hours
    FROM day JOIN fact USING (agent) WHERE age < 28 GROUP BY agent, age, rostered, on_leave
), rostered AS (
    SELECT agent, count(*) FILTER (rostered) AS days, count(*) FILTER (rostered AND on_leave) AS leave_days,
        coalesce(sum(hours) FILTER (rostered), 0) AS hours_due,
        coalesce(sum(hours) FILTER (rostered AND on_leave), 0) AS hours_on_leave
    FROM in_force GROUP BY agent
), angle AS (
    -- A day begins with its first shift.
    SELECT agent, date_part('epoch', arg_min(local_start, start_s)::TIME) / 86400 * 2 * pi() AS radians
    FROM shift WHERE scheduled AND work_age < 30 GROUP BY agent, work_date
), circle AS (
    -- Equal starts have no spread: rounding must not make one.
    SELECT agent, CASE WHEN min(radians) = max(radians) THEN 1
        ELSE sqrt(avg(cos(radians)) ** 2 + avg(sin(radians)) ** 2) END AS resultant
    FROM angle GROUP BY agent
), working_day AS (
    -- The shifts of a date are one working day: a pause between its parts is no rest.
    SELECT agent, work_date AS date, min(start_s) AS start_s, max(end_s) AS end_s
    FROM shift WHERE scheduled AND work_age < 28 GROUP BY agent, work_date
), rest AS (
    SELECT agent, start_s - max(end_s) OVER (PARTITION BY agent ORDER BY start_s, date
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap_s
    FROM working_day
), short AS (
    -- Between days that overlap there is none at all: they are one.
    SELECT agent, count(*) FILTER (gap_s BETWEEN 0 AND 11 * 3600 - 1) AS rests FROM rest GROUP BY agent
), worked_day AS (
    SELECT DISTINCT agent, work_date AS date, work_age AS age FROM shift WHERE worked_s > 0
), run AS (
    -- Consecutive dates share the difference between date and rank.
    SELECT agent, count(*) AS days, min(age) AS ended FROM (
        SELECT *, date - (row_number() OVER (PARTITION BY agent ORDER BY date))::INTEGER AS start FROM worked_day)
    GROUP BY agent, start
), longest AS (
    SELECT agent, max(days) AS days FROM run WHERE ended < 28 GROUP BY agent
), asked AS (
    SELECT agent, w(decision = 'refused' AND request <> 'overtime', age, 60) AS refused,
        w(request = 'swap', age, 28) AS swaps
    FROM request GROUP BY agent
), pattern AS (
    SELECT agent, effective, contract_h_week, row_number() OVER (PARTITION BY agent ORDER BY effective DESC) AS back,
        shift_pattern <> lag(shift_pattern) OVER by_date AND hire_date = lag(hire_date) OVER by_date
            AND hire_date = last(hire_date) OVER (by_date ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
            AND effective > as_of() - 30 AS changed
    FROM fact JOIN agent USING (agent) WINDOW by_date AS (PARTITION BY agent ORDER BY effective)
), contract AS (
    SELECT agent, max(contract_h_week) FILTER (back = 1) AS hours,
        coalesce(bool_or(changed), false)::INTEGER AS pattern_changed
    FROM pattern GROUP BY agent
), due AS (
    SELECT agent, hours_due - greatest(leave_hours, hours_on_leave) AS due_hours
    FROM contract JOIN total USING (agent) JOIN rostered USING (agent) WHERE hours > 0 AND days - leave_days >= 14
)
SELECT agent,
    supported(24 / (2 * pi()) * sqrt(abs(2 * ln(greatest(resultant, 1e-12)))), shifts_30, 8) AS shift_start_sd,
    supported(short_notice, shifts, 8) AS short_notice_changes,
    supported(rests, shifts, 8) AS short_rest,
    supported(days, worked, 8) AS longest_run_of_days,
    rate(night_weekend, shifts, shifts, 8) AS night_weekend_share,
    rate(home, worked, worked, 8) AS home_share,
    CASE WHEN due_hours > 0 THEN greatest(1 - scheduled_hours / due_hours, 0) END AS under_hours,
    supported(coalesce(refused, 0), history_days, 28) AS refused_requests,
    supported(coalesce(swaps, 0), history_days, 28) AS swap_requests,
    pattern_changed AS shift_pattern_changed
FROM agent JOIN total USING (agent) LEFT JOIN circle USING (agent) LEFT JOIN short USING (agent)
    LEFT JOIN longest USING (agent) LEFT JOIN asked USING (agent) LEFT JOIN contract USING (agent)
    LEFT JOIN due USING (agent);
