-- Attendance. A scheduled shift was worked or missed; planned and protected leave is neither.

CREATE TABLE attendance AS
WITH total AS (
    SELECT agent,
        w(scheduled, age, 28) AS shifts_28, b(scheduled, age, 28, 90) AS shifts_28_before,
        w(scheduled, age, 14) AS shifts_14, b(scheduled, age, 14, 74) AS shifts_14_before,
        w(scheduled, age, 90) AS shifts_90, w(absent, age, 90) AS absent_90,
        w(unplanned, age, 28) AS unplanned, b(unplanned, age, 28, 90) AS unplanned_before,
        w(status = 'no_show', age, 28) AS no_shows,
        w(worked, age, 28) AS worked, w(worked, age, 14) AS worked_14, b(worked, age, 14, 74) AS worked_14_before,
        w(late_s >= 300, age, 28) AS late_starts, w(early_s >= 300, age, 28) AS early,
        r(break_overrun_s / 60, age) AS overrun_min_r, r(worked, age) AS worked_r,
        w(break_overrun_s / 60, age, 14) AS overrun_min, b(break_overrun_s / 60, age, 14, 74) AS overrun_min_before,
        w(worked_s, age, 14) AS worked_s, b(worked_s, age, 14, 74) AS worked_s_before,
        sum(scheduled_s) FILTER (scheduled AND age < 14) AS scheduled_s,
        sum(scheduled_s) FILTER (scheduled AND age BETWEEN 14 AND 73) AS scheduled_s_before,
        w(occupied_s, age, 14) AS occupied_s, b(occupied_s, age, 14, 74) AS occupied_s_before,
        w(overtime_s, age, 28) / 3600 AS overtime_hours,
        min(age) FILTER (absent) AS missed_age, min(age) FILTER (NOT absent) AS presence_age, max(age) AS first_age
    FROM agent LEFT JOIN shift USING (agent) GROUP BY agent
), place AS (
    SELECT *, lag(absent, 1, false) OVER by_start AS absent_before,
        -- Equal within a run of sick shifts.
        row_number() OVER by_start
            - row_number() OVER (PARTITION BY agent, status = 'sick' ORDER BY start_s, key) AS run
    FROM shift WHERE scheduled
    WINDOW by_start AS (PARTITION BY agent ORDER BY start_s, key)
), spell AS (
    SELECT agent, count(*) FILTER (absent AND NOT absent_before) AS spells FROM place GROUP BY agent
), sick AS (
    SELECT agent, max(length) AS longest FROM (
        SELECT agent, count(*) AS length FROM place WHERE status = 'sick' GROUP BY agent, run)
    GROUP BY agent
), adjacent AS (
    SELECT agent, count(*) AS beside FROM shift s
    WHERE absent AND EXISTS (
        SELECT 1 FROM (VALUES (s.date - 1), (s.date + 1)) AS next(day)
        WHERE EXISTS (SELECT 1 FROM day d WHERE d.agent = s.agent AND rostered AND age = as_of() - next.day)
            AND NOT EXISTS (SELECT 1 FROM shift o WHERE o.agent = s.agent AND o.date = day))
    GROUP BY agent
), adherence AS (
    SELECT agent, stddev_samp(ratio) AS sd FROM (
        SELECT agent, sum(worked_s) / nullif(sum(scheduled_s), 0) AS ratio
        FROM shift WHERE scheduled AND age < 28 GROUP BY agent, date)
    GROUP BY agent
), late_week AS (
    SELECT agent, age // 7 AS week, avg(greatest(late_s, 0) / 60) AS minutes
    FROM shift WHERE worked AND age < 42 GROUP BY ALL
), late AS (
    SELECT agent, supported(regr_slope(minutes, -week), count(*), 4) AS slope FROM late_week GROUP BY agent
)
SELECT agent,
    rate(unplanned, shifts_28, shifts_28, 8) AS unplanned_absence_rate,
    rate(unplanned, shifts_28, shifts_28, 8) - rate(unplanned_before, shifts_28_before, shifts_28_before, 16)
        AS unplanned_absence_change,
    supported(coalesce(spells, 0), shifts_90, 20) AS absence_spells,
    supported(coalesce(longest, 0), shifts_90, 20) AS longest_sick_spell,
    supported(coalesce(beside, 0) / absent_90, absent_90, 2) AS day_off_adjacent_absence,
    supported(no_shows, shifts_28, 8) AS no_shows,
    rate(late_starts, worked, worked, 8) AS late_rate,
    slope AS late_minutes_slope,
    rate(early, worked, worked, 8) AS early_leave_rate,
    rate(overrun_min_r, worked_r, worked, 8) AS break_overrun_recent,
    rate(overrun_min, worked_14, worked_14, 5) - rate(overrun_min_before, worked_14_before, worked_14_before, 15)
        AS break_overrun_change,
    rate(worked_s, scheduled_s, shifts_14, 5) - rate(worked_s_before, scheduled_s_before, shifts_14_before, 15)
        AS adherence_change,
    supported(sd, shifts_28, 8) AS adherence_sd,
    CASE WHEN first_age IS NOT NULL
        THEN coalesce(greatest(coalesce(presence_age, first_age + 1) - missed_age, 0), 0) END AS days_since_worked,
    supported(overtime_hours, shifts_28, 8) AS overtime_hours,
    rate(occupied_s, worked_s, worked_14, 5) AS occupancy,
    rate(occupied_s, worked_s, worked_14, 5) - rate(occupied_s_before, worked_s_before, worked_14_before, 15)
        AS occupancy_change
FROM total LEFT JOIN spell USING (agent) LEFT JOIN sick USING (agent) LEFT JOIN adjacent USING (agent)
    LEFT JOIN adherence USING (agent) LEFT JOIN late USING (agent);
