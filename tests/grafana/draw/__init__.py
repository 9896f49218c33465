"""Draws dashboards as pictures, from the answers of a Prometheus to the panels' own queries.

For the docs, where no Grafana can be run. Layout, titles, units, colours, thresholds and legends are those of the JSON.
"""
