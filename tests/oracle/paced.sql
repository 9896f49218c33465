-- Hours and tickets that say how fast somebody works: those of days that have both. A shift beyond midnight closes tickets on the
-- date after its own as well. Both are read by tickets.sql, and by what judges claims.

CREATE TABLE worked_day AS
SELECT agent, age, sum(worked_s) / 3600 AS h,
    bool_or(date_part('epoch', local_start::TIME) + scheduled_s > 86400) AS overnight
FROM shift WHERE worked_s > 0 GROUP BY agent, age;

CREATE TABLE paced_hour AS
SELECT agent, age, h FROM worked_day s WHERE EXISTS (
    SELECT 1 FROM ticket t WHERE t.agent = s.agent AND (s.age = t.age OR overnight AND s.age = t.age + 1));

CREATE TABLE paced_ticket AS
SELECT agent, age FROM ticket t WHERE EXISTS (
    SELECT 1 FROM worked_day s WHERE s.agent = t.agent AND (s.age = t.age OR overnight AND s.age = t.age + 1));
