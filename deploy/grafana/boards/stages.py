"""What a step costs, who owns which partitions, and what state the stages need."""

from grafana_foundation_sdk.builders import dashboard

from .panels import lines
from .queries import over_time
from .rates import per_interval, per_second, quantile, total


def steps_of_stages(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("Steps and commits"))
    made.with_panel(
        lines(
            "Records a second",
            "Records that were processed and committed, by stage.",
            "cps",
            [over_time(per_second("records", "stage"), "{{stage}}")],
            size=(6, 8),
        )
    )
    made.with_panel(
        lines(
            "Time of steps and transactions, p99",
            "A step processes a batch of records; its transaction writes outputs, state and positions together.",
            "s",
            [
                over_time(quantile(0.99, "step", "stage"), "step of {{stage}}", "A"),
                over_time(quantile(0.99, "transaction", "stage"), "transaction of {{stage}}", "B"),
            ],
            size=(6, 8),
        )
    )
    made.with_panel(
        lines(
            "Commits by outcome",
            "Steps that were committed, and those that were not and are done again.",
            "cps",
            [over_time(per_second("commits", "stage, outcome"), "{{stage}} {{outcome}}")],
            size=(6, 8),
        )
    )
    made.with_panel(
        lines(
            "Partitions and rebalances",
            "Partitions that the chosen instances own, and how often partitions were reassigned.",
            "short",
            [
                over_time(total("partitions", "stage"), "partitions of {{stage}}", "A"),
                over_time(per_interval("rebalances", "stage"), "rebalances of {{stage}}", "B"),
            ],
            size=(6, 8),
        )
    )


def state(made: dashboard.Dashboard) -> None:
    made.with_row(dashboard.Row("State and restore"))
    made.with_panel(
        lines(
            "State",
            "Bytes of state that the stages keep in memory, and bytes of records that they have read and cannot process yet.",
            "bytes",
            [
                over_time(total("state_bytes", "stage"), "state of {{stage}}", "A"),
                over_time(total("held_bytes", "stage"), "held by {{stage}}", "B"),
            ],
            size=(6, 8),
        )
    )
    made.with_panel(
        lines(
            "People in state",
            "Agents whom a stage keeps state of.",
            "short",
            [over_time(total("state_agents", "stage"), "{{stage}}")],
            size=(6, 8),
        )
    )
    made.with_panel(
        lines(
            "Being restored",
            "Partitions whose state is being restored, the most records that can be left, and the records that were "
            "read, from the changelog or a local snapshot. Until a restore is done, the agents of the partition are "
            "not scored.",
            "short",
            [
                over_time(total("restore_partitions", "stage"), "partitions of {{stage}}", "A"),
                over_time(total("restore_records_left", "stage"), "left of {{stage}}", "B"),
                over_time(per_interval("restore_records", "stage, source"), "read by {{stage}} from the {{source}}", "C"),
            ],
            size=(6, 8),
        )
    )
    made.with_panel(
        lines(
            "Time of a restore",
            "Time from the assignment of a partition until it works. A local snapshot makes it shorter "
            "(docs/restore.md).",
            "s",
            [
                over_time(quantile(0.5, "restore", "stage"), "{{stage}} p50", "A"),
                over_time(quantile(0.99, "restore", "stage"), "{{stage}} p99", "B"),
            ],
            size=(6, 8),
            none="No restores in this time range",
        )
    )
