"""Expressions that the panels of Operations are made of, over the chosen instances."""

from .queries import INSTANCE


def per_second(metric: str, by: str, more: str = "") -> str:
    return f"sum by ({by}) (rate(attrition_watch_{metric}_total{{{INSTANCE}{more}}}[$__rate_interval]))"


def per_interval(metric: str, by: str, more: str = "") -> str:
    return f"sum by ({by}) (increase(attrition_watch_{metric}_total{{{INSTANCE}{more}}}[$__rate_interval]))"


def quantile(q: float, metric: str, by: str = "") -> str:
    le = f"le, {by}" if by else "le"
    rates = f"rate(attrition_watch_{metric}_seconds_bucket{{{INSTANCE}}}[$__rate_interval])"
    return f"histogram_quantile({q}, sum by ({le}) ({rates}))"


def greatest(metric: str, by: str) -> str:
    return f"max by ({by}) (attrition_watch_{metric}{{{INSTANCE}}})"


def total(metric: str, by: str) -> str:
    return f"sum by ({by}) (attrition_watch_{metric}{{{INSTANCE}}})"
